use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::sheet::error::SheetError;

/// The texts that the cells of a workbook share, kept out of memory.
///
/// A roster of a million people has several million different texts, each
/// pointed at once, nearly in order. They lie in an unnamed scratch file, with
/// their ends in memory and one block of the file at hand.
pub(super) struct SharedStrings {
    file: SpooledTempFile,
    /// End of each text; the start is the end of the one before.
    ends: Vec<u32>,
    block: Vec<u8>,
    block_at: u64,
}

const IN_MEMORY: usize = 16 << 20;
const BLOCK: usize = 64 << 10;

impl SharedStrings {
    pub(super) fn new() -> Self {
        Self { file: SpooledTempFile::new(IN_MEMORY), ends: Vec::new(), block: Vec::new(), block_at: 0 }
    }

    pub(super) fn push(&mut self, text: &str) -> Result<(), SheetError> {
        let start = self.ends.last().copied().unwrap_or(0);
        let end = u32::try_from(text.len()).ok().and_then(|length| start.checked_add(length));
        let end = end.ok_or_else(|| SheetError::damaged("sharedStrings.xml"))?;
        self.block.extend_from_slice(text.as_bytes());
        if self.block.len() >= BLOCK {
            self.flush()?;
        }
        self.ends.push(end);
        Ok(())
    }

    /// Ends the writing; from here on texts are asked for.
    pub(super) fn finish(&mut self) -> Result<(), SheetError> {
        Ok(self.flush()?)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.block)?;
        self.block.clear();
        Ok(())
    }

    pub(super) fn get(&mut self, index: usize) -> Result<Option<String>, SheetError> {
        let Some(&end) = self.ends.get(index) else {
            return Ok(None);
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let (start, end) = (u64::from(start), u64::from(end));
        let held = self.block_at..=self.block_at + self.block.len() as u64;
        if !held.contains(&start) || !held.contains(&end) {
            self.load(start, (end - start) as usize)?;
        }
        let from = (start - self.block_at) as usize;
        let bytes = &self.block[from..from + (end - start) as usize];
        Ok(Some(String::from_utf8_lossy(bytes).into_owned()))
    }

    fn load(&mut self, start: u64, length: usize) -> io::Result<()> {
        // Start before the text asked for: the next one often lies just behind it.
        let at = start.saturating_sub(BLOCK as u64 / 8);
        let size = (start - at) as usize + length.max(BLOCK);
        self.file.seek(SeekFrom::Start(at))?;
        self.block.clear();
        Read::by_ref(&mut self.file).take(size as u64).read_to_end(&mut self.block)?;
        self.block_at = at;
        Ok(())
    }
}
