use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use super::{Limits, too_large};
use crate::sheet::error::Exceeded;

/// Reads no further than it may, in all and since the last [`renew`](Self::renew).
///
/// Sizes that a file states about itself are worth nothing; this counts what
/// really comes out. The second limit bounds what a parser gathers in memory
/// for one event or record.
pub(super) struct Limited<R> {
    inner: BufReader<R>,
    left: Rc<Cell<u64>>,
    limit: u64,
    piece_left: u64,
    piece: u64,
}

impl<R: Read> Limited<R> {
    pub(super) fn new(inner: R, left: Rc<Cell<u64>>, limits: &Limits) -> Self {
        let piece = limits.cell_bytes;
        Self {
            inner: BufReader::with_capacity(32 << 10, inner),
            left,
            limit: limits.unpacked_bytes,
            piece_left: piece,
            piece,
        }
    }

    /// The piece is complete; the next one begins.
    pub(super) fn renew(&mut self) {
        self.piece_left = self.piece;
    }
}

impl<R: Read> BufRead for Limited<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left.get() == 0 {
            return Err(too_large(Exceeded::UnpackedBytes, self.limit).into());
        }
        if self.piece_left == 0 {
            return Err(too_large(Exceeded::CellBytes, self.piece).into());
        }
        let most = usize::try_from(self.left.get().min(self.piece_left)).unwrap_or(usize::MAX);
        let buffer = self.inner.fill_buf()?;
        Ok(&buffer[..buffer.len().min(most)])
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.left.set(self.left.get().saturating_sub(amount as u64));
        self.piece_left = self.piece_left.saturating_sub(amount as u64);
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(buf)?;
        self.consume(amount);
        Ok(amount)
    }
}
