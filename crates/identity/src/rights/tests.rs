//! Who may do what, case by case.
