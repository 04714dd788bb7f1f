use std::io::{Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{Item, Job, Limits, Sink, Stop, emit, too_large};
use crate::sheet::error::{Exceeded, SheetError, Skipped};

/// Opens an archive after looking at how many entries it claims: the list of
/// entries is the one thing whose size the file itself decides.
pub(super) fn open<R: Read + Seek>(mut source: R, limits: &Limits) -> Result<ZipArchive<R>, SheetError> {
    if claimed_entries(&mut source)? > limits.entries {
        return Err(too_large(Exceeded::Entries, limits.entries));
    }
    let zip = ZipArchive::new(source).map_err(|error| zip_error(error, "zip"))?;
    match zip.len() as u64 > limits.entries {
        true => Err(too_large(Exceeded::Entries, limits.entries)),
        false => Ok(zip),
    }
}

/// The largest number of entries that any end record (APPNOTE 4.3.14, 4.3.16)
/// in the last 64 KiB states.
fn claimed_entries(source: &mut (impl Read + Seek)) -> Result<u64, SheetError> {
    const TAIL: u64 = 22 + 56 + 20 + 65_535;
    let length = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    source.by_ref().take(TAIL).read_to_end(&mut tail)?;
    source.rewind()?;
    let (mut claimed, mut locator, mut long_record) = (0, false, false);
    for at in 0..tail.len().saturating_sub(3) {
        match &tail[at..at + 4] {
            b"PK\x05\x06" => claimed = claimed.max(number::<2>(&tail, at + 10)),
            b"PK\x06\x06" => {
                long_record = true;
                claimed = claimed.max(number::<8>(&tail, at + 32));
            }
            b"PK\x06\x07" => locator = true,
            _ => {}
        }
    }
    match locator && !long_record {
        true => Err(SheetError::damaged("zip")),
        false => Ok(claimed),
    }
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> u64 {
    let field = bytes.get(at..at + N).unwrap_or_default();
    field.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

pub(super) fn zip_error(error: ZipError, part: &str) -> SheetError {
    match error {
        ZipError::Io(error) => match SheetError::from(error) {
            SheetError::Io(_) => SheetError::damaged(part),
            verdict => verdict,
        },
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            SheetError::Password
        }
        _ => SheetError::damaged(part),
    }
}

pub(super) fn is_workbook<R: Read + Seek>(zip: &ZipArchive<R>) -> bool {
    (0..zip.len()).any(|index| {
        let entry = zip.by_index_data(index);
        entry.is_ok_and(|entry| entry.name_raw().eq_ignore_ascii_case(b"[content_types].xml"))
    })
}

/// What systems and programs leave beside people's files.
pub(super) fn is_system_file(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.starts_with("~$")
        || last.starts_with('.')
        || last.eq_ignore_ascii_case("thumbs.db")
        || last.eq_ignore_ascii_case("desktop.ini")
        || name.split(['/', '\\']).any(|folder| folder == "__MACOSX")
}

/// Every file of an archive, in the archive's order.
pub(super) fn read<R: Read + Seek>(
    job: &Job<'_>,
    mut zip: ZipArchive<R>,
    archive: &str,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    for index in 0..zip.len() {
        let (label, folder) = {
            let entry = zip.by_index_data(index).map_err(|error| zip_error(error, "zip"))?;
            let name = label(entry.name_raw());
            (format!("{archive}/{name}"), name.ends_with(['/', '\\']))
        };
        if folder {
            continue;
        }
        let file: Arc<str> = label.into();
        match read_entry(job, &mut zip, index, &file, sink) {
            Err(Stop::Error(error)) => {
                emit(sink, Item::Failed { file, sheet: None, error })?;
            }
            Err(Stop::Enough) => return Err(Stop::Enough),
            Ok(()) => {}
        }
    }
    Ok(())
}

fn read_entry<R: Read + Seek>(
    job: &Job<'_>,
    zip: &mut ZipArchive<R>,
    index: usize,
    file: &Arc<str>,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    if is_system_file(file) {
        return emit(sink, Item::Skipped { file: file.clone(), why: Skipped::SystemFile });
    }
    let held = job.limits().held_bytes;
    let bytes = {
        let entry = zip.by_index(index).map_err(|error| zip_error(error, file))?;
        let mut bytes = Vec::new();
        let mut limited = job.whole(entry).take(held + 1);
        limited.read_to_end(&mut bytes).map_err(|error| zip_error(error.into(), file))?;
        bytes
    };
    let length = bytes.len() as u64;
    if length > held {
        return Err(too_large(Exceeded::FileBytes, held).into());
    }
    job.read_single(Cursor::new(bytes), length, file, sink)
}

/// A name as a label. Chinese systems write GBK and set no flag, so the flag is
/// not asked: what is not UTF-8 is taken for GB18030. Never used as a path.
fn label(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(name).0.into_owned(),
    }
}
