//! Reading roadmaps: the seed, other shapes, generated tables, files made to harm.

mod accounting;
mod common;
mod docx;
mod hostile;
mod hostile_memory;
mod roadmaps;
mod seed;
mod shapes;
