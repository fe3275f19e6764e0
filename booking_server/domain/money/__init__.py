"""Money: amounts, bank accounts, payment references, invoices, statements. Pure; cents are integers.

MoneyError (a RuleBroken)
├── AmountUnreadable, DateUnreadable, NumberUnreadable, TextMissing   what was typed is none
├── IbanInvalid, BicInvalid, PrefixInvalid, GiroCodeTooLong
├── PayeeMissing, NothingToInvoice, InvoicedAlready, InvoiceCancelled
├── DepositNotBalanced, ReasonMissing
└── StatementUnreadable                   a bank file that cannot be taken; nothing of it was
"""
