//! Reading here and there in a file of which one piece at a time is held.

use std::io::{self, Read, Seek, SeekFrom};

use super::Pieces;

/// Where one is in such a file.
pub(super) struct Reader {
    pieces: Pieces,
    at: u64,
    held: Option<(u64, Vec<u8>)>,
}

impl Reader {
    pub(super) fn new(pieces: Pieces) -> Self {
        Self { pieces, at: 0, held: None }
    }
}

impl Read for Reader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.pieces.bytes || buf.is_empty() {
            return Ok(0);
        }
        let (no, within) = (self.at / self.pieces.size, self.at % self.pieces.size);
        if self.held.as_ref().is_none_or(|(held, _)| *held != no) {
            self.held = Some((no, (self.pieces.read)(no)?));
        }
        let piece = self.held.as_ref().map_or(&[][..], |(_, piece)| piece);
        let rest = usize::try_from(within).ok().and_then(|within| piece.get(within..)).unwrap_or_default();
        if rest.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.pieces.bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_file_in_pieces_reads_like_the_whole() {
        let whole: Vec<u8> = (0..1_000_u32).map(|n| (n % 251) as u8).collect();
        let of = whole.clone();
        let read = Arc::new(move |no: u64| {
            let from = no as usize * 64;
            Ok(of[from..(from + 64).min(of.len())].to_vec())
        });
        let mut reader = Reader::new(Pieces { bytes: 1_000, size: 64, read });
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        assert_eq!(all, whole);
        for from in [0_usize, 63, 64, 500, 999] {
            let mut three = vec![0; 3.min(whole.len() - from)];
            reader.seek(SeekFrom::Start(from as u64)).unwrap();
            reader.read_exact(&mut three).unwrap();
            assert_eq!(three, whole[from..from + three.len()]);
        }
        assert_eq!(reader.seek(SeekFrom::End(-4)).unwrap(), 996);
        assert!(reader.seek(SeekFrom::Current(-2_000)).is_err());
    }
}
