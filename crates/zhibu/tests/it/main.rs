//! What holds for the house as a whole.
mod matrix;
mod statements;

use zhibu::rooms::rooms;
