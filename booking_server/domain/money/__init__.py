"""Money: amounts, bank accounts, payment references, invoices, statements. Pure; cents are integers.

MoneyError (a RuleBroken)
├── AmountUnreadable, DateUnreadable      what was typed is no amount or no date
├── IbanInvalid, BicInvalid, PrefixInvalid, GiroCodeTooLong
├── PayeeMissing, NothingToInvoice, InvoicedAlready, InvoiceCancelled
├── DepositNotBalanced, DepositNotHeld, ReasonMissing
└── StatementUnreadable                   a bank file that cannot be taken; nothing of it was
"""
