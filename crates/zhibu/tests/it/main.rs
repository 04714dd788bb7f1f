//! What holds for the house as a whole.
mod matrix;
mod statements;
mod tables;
mod texts;

use zhibu::rooms::rooms;
