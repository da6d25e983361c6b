//! The whole program from outside: its commands, its server, what people and programs do with it.
//! One test program for all of it, since each would carry the whole binary's code again.

mod annulled;
mod auditor;
mod backup;
mod benches;
mod bodies;
mod calendar;
mod commands;
mod conform;
mod divisions;
mod durable;
mod every_page;
mod examples;
mod forms;
mod killed;
mod lists;
mod lost_commit;
mod menu;
mod ops;
mod outdated;
mod own_case;
mod papers;
mod past;
mod plans;
mod receipt;
mod rights;
mod scenes;
mod slow;
mod standby;
mod statements;
mod stopped;
mod support;
mod timers;
mod twins;
mod two_servers;
mod watched;
