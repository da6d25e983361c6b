//! The one window and the back office: inbox, case page, supervisor's due list.
