//! The whole program, asked as a browser asks it: one file or folder for each address or concern. One binary: linking the
//! program costs more than running it.

mod access_matrix;
mod access_states;
mod api;
mod common;
mod csrf;
mod curators;
mod drafting;
mod e2e_pages;
mod editions;
mod engine_alike;
mod equipment;
mod flows;
mod foreign_ids;
mod house;
mod journal;
mod kits;
mod leaks;
mod letters;
mod logs;
mod own_account;
mod pages;
mod personal_data;
mod questionnaires;
mod registry;
mod reminders;
mod series;
mod sign_in;
mod user_commands;
