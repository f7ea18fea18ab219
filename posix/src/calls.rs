//! The functions that this object exports, by subject.

mod control;
mod lifecycle;
mod many;
mod messages;
mod moving;
mod numbered;
mod receiving;
mod resolving;
mod sandbox;
mod sending;
mod waiting;
