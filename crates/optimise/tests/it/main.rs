//! The siting models against published answers, against every choice looked at, and against nonsense.

mod broken;
mod brute;
mod budget;
mod capacity;
mod county;
mod honest;
mod published;
mod worlds;
