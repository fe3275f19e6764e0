#!/usr/bin/env bash
# Makes a fresh Raspberry Pi OS the device of a door. Runs once, at the first start; run again it goes on where it was.
# setup.sh --dry ROOT writes its files below ROOT and notes its commands in ROOT/commands instead of running them.
set -euo pipefail
umask 022
root='' dry=no
if [ "${1:-}" = --dry ]; then root=${2:?} dry=yes; fi
here=$(cd "$(dirname "$0")" && pwd)
boot=$root/boot/firmware
data=$root/data
agent=$data/agent
program=$data/program
units=$root/etc/systemd/system
agent_mount='var-lib-dorfschluessel\x2dagent.mount'
program_mount='var-lib-dorfschluessel\x2dprogram.mount'

run() {
  if [ $dry = yes ]; then printf '%q ' "$@" >>"$root/commands"; echo >>"$root/commands"; else "$@"; fi
}
stop() { echo "Dorfschlüssel: $1" >&2; exit 1; }
say() { echo "Dorfschlüssel: $1"; }

check_profile() {
  # The line that secures the output at boot has to be about the output the profile names.
  local said
  said=$(python3 - "$here/door.toml" <<'PY'
import sys, tomllib
with open(sys.argv[1], "rb") as file:
    values = tomllib.load(file)
(output,) = [values[kind] for kind in ("strike", "magnet", "request") if kind in values]
print(f"gpio={output['pin']}=op,{'dl' if output['active_high'] else 'dh'}")
PY
) || stop "door.toml ist nicht lesbar."
  grep -qxF "$said" "$here/config.txt" || stop "config.txt braucht die Zeile $said, denn so steht es in door.toml."
}

make_data_partition() {
  if [ $dry = yes ]; then mkdir -p "$data"; return; fi
  if [ ! -e /dev/disk/by-label/dgh-data ]; then
    local source disk
    source=$(findmnt -no SOURCE /)
    disk=/dev/$(lsblk -no PKNAME "$source")
    # The root gets 6 GiB, the rest is for data. What is there is not touched: a card that is full already is refused.
    echo ',6G' | sfdisk --no-reread --force -N 2 "$disk" || stop 'Die Karte ist zu klein oder schon ganz belegt. Löschen Sie in cmdline.txt das Wort resize und beginnen Sie mit einer frisch beschriebenen Karte.'
    echo ',+' | sfdisk --no-reread --force --append "$disk" || stop 'Für die Datenpartition ist kein Platz.'
    partx -u "$disk"
    udevadm settle
    resize2fs "$source"
    mkfs.ext4 -q -L dgh-data "$(lsblk -nrpo NAME "$disk" | tail -n 1)"
    udevadm settle
  fi
  mkdir -p "$data"
  mountpoint -q "$data" || mount -o noatime,nodev,nosuid LABEL=dgh-data "$data"
}

make_user() {
  getent passwd dorfschluessel-agent >/dev/null 2>&1 && [ $dry = no ] ||
    run useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin dorfschluessel-agent
  run usermod --append --groups gpio,input,dialout dorfschluessel-agent
}

lay_out_data() {
  install -d -m 0700 "$agent"
  install -d -m 0755 "$program" "$data/chrony" "$root/var/lib/dorfschluessel-agent" \
    "$root/var/lib/dorfschluessel-program" "$root/var/lib/chrony" "$root/opt/dorfschluessel"
  [ -e "$agent/door.toml" ] || install -m 0600 "$here/door.toml" "$agent/door.toml"
  if [ -e "$here/anmelde-code.txt" ] && [ ! -e "$agent/enrolment.json" ]; then
    install -m 0600 "$here/anmelde-code.txt" "$agent/anmelde-code.txt"
  fi
  rm -f "$here/anmelde-code.txt"
  run chown -R dorfschluessel-agent:dorfschluessel-agent "$agent"
  run chown -R _chrony:_chrony "$data/chrony"
}

install_units() {
  install -d "$units" "$root/etc/chrony" "$root/etc/systemd/journald.conf.d" "$root/etc/systemd/system.conf.d"
  install -m 0644 "$here"/units/dorfschluessel-* "$here/units/data.mount" "$units/"
  # systemd wants a mount to be called as its place, with a backslash no Windows could unpack.
  install -m 0644 "$here/units/agent.mount" "$units/$agent_mount"
  install -m 0644 "$here/units/program.mount" "$units/$program_mount"
  install -m 0644 "$here/units/chrony.mount" "$units/var-lib-chrony.mount"
  install -m 0644 "$here/journald.conf" "$root/etc/systemd/journald.conf.d/dorfschluessel.conf"
  install -m 0644 "$here/watchdog.conf" "$root/etc/systemd/system.conf.d/dorfschluessel.conf"
  install -m 0644 "$here/chrony.conf" "$root/etc/chrony/chrony.conf"
  install -D -m 0644 "$here/agent.env" "$root/etc/dorfschluessel/agent.env"
  install -m 0644 "$here/overlayroot.conf" "$root/etc/overlayroot.local.conf"
  run systemctl daemon-reload
  run systemctl start data.mount "$agent_mount" "$program_mount"
}

install_program() {
  # Through the place it will be found at: the scripts of an environment know their own path.
  local place=$root/var/lib/dorfschluessel-program
  if [ $dry = yes ]; then place=$program; fi
  if [ ! -e "$place/good" ]; then
    rm -rf "$place/a"
    python3 -m venv --without-pip "$place/a"
    python3 -m pip --python "$place/a/bin/python" install --quiet --no-index --no-deps --no-cache-dir \
      --disable-pip-version-check --require-hashes --only-binary :all: \
      --find-links "$here/wheels" -r "$here/wheels/requirements.txt"
    "$place/a/bin/dorfschluessel-agent" --help >/dev/null
    install -m 0644 "$here/release.json" "$place/a/release.json"
    install -m 0644 "$here/state.json" "$place/state.json"
    ln -sfn a "$place/current"
    sync
    ln -sfn a "$place/good"
  fi
  ln -sfn /var/lib/dorfschluessel-program/current "$root/opt/dorfschluessel/.venv"
  install -d "$root/usr/local/bin"
  ln -sfn /opt/dorfschluessel/.venv/bin/dorfschluessel-agent "$root/usr/local/bin/dorfschluessel-agent"
  "$place/a/bin/dorfschluessel-agent" lint "$here/door.toml" || stop 'Das Türprofil ist nicht sicher, siehe oben.'
}

set_boot() {
  grep -qxF 'include dorfschluessel/config.txt' "$boot/config.txt" ||
    printf '\n[all]\ninclude dorfschluessel/config.txt\n' >>"$boot/config.txt"
  sed -i 's/ resize\b//; s/console=serial0,[0-9]* //' "$boot/cmdline.txt"
}

enable() {
  run systemctl enable data.mount "$agent_mount" "$program_mount" \
    var-lib-chrony.mount chrony.service dorfschluessel-door.service dorfschluessel-link.service \
    dorfschluessel-lora.service dorfschluessel-enrol.service dorfschluessel-identity.path dorfschluessel-renew.timer \
    dorfschluessel-fetch.timer dorfschluessel-update.timer
  run systemctl disable --now systemd-timesyncd.service apt-daily.timer apt-daily-upgrade.timer man-db.timer
  run update-initramfs -u
  touch "$data/eingerichtet"
  run systemctl reboot
}

check_profile
make_data_partition
if [ -e "$data/eingerichtet" ]; then say 'Dieses Gerät ist schon eingerichtet.'; exit 0; fi
make_user
lay_out_data
install_units
install_program
set_boot
enable
say 'Fertig. Das Gerät startet neu und meldet sich dann am Server.'
