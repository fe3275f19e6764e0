"""One booking: asked for, judged, priced, changed, cancelled, with its helpers."""
