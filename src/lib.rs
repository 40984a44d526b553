//! escalate
pub mod cli;
pub mod commands;
pub mod export;
pub mod model;
pub mod protocol;
pub mod render;
pub mod rules;
pub mod store;
pub mod view;
