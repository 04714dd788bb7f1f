//! Where a row lies on each of its days: with its organisation, which may have had several paths,
//! and after an end with the one that took its people.

use zhibu_access::org::{self, Seat};
use zhibu_kernel::{Day, Fault, Moment, Tx};

use super::{PeriodId, Person};

/// Rows as their organisations lay on their days; a day that lies back may be one on which the
/// organisation had another path than today.
pub(crate) async fn seated(tx: &mut Tx, rows: Vec<Person>) -> Result<Vec<Person>, Fault> {
    let today = tx.today();
    if rows.iter().all(|row| row.valid_from >= today) {
        return Ok(rows);
    }
    let seats = org::seats(tx, rows.iter().map(|row| row.org)).await?;
    let now = tx.now();
    let seats_of = |row: &Person| seats.get(&row.org).map_or(&[][..], Vec::as_slice);
    Ok(rows.iter().flat_map(|row| reseat(row, seats_of(row), now)).collect())
}

/// The row in as many pieces as its days have seats. Days without a seat, before the
/// organisation's records begin, stay as they are.
pub(super) fn reseat(row: &Person, seats: &[Seat], now: Moment) -> Vec<Person> {
    let mut pieces: Vec<Person> = Vec::new();
    let mut day = row.valid_from;
    let mut add = |from: Day, to: Day, seat: Option<&Seat>| {
        if from >= to {
            return;
        }
        let mut piece = row.clone();
        (piece.valid_from, piece.valid_to) = (from, to);
        if let Some(seat) = seat {
            piece.org = seat.org;
            piece.path.clone_from(&seat.path);
            piece.area = seat.area.unwrap_or(row.area);
        }
        match pieces.last_mut() {
            Some(last) if last.org == piece.org && last.path == piece.path && last.area == piece.area => {
                last.valid_to = to;
            }
            _ => pieces.push(piece),
        }
    };
    for seat in seats {
        let (from, to) = (seat.from.max(day), seat.to.min(row.valid_to));
        if from < to {
            add(day, from, None);
            add(from, to, Some(seat));
            day = to;
        }
    }
    add(day, row.valid_to, None);
    if pieces.len() == 1 && pieces.iter().all(|piece| lies_alike(piece, row)) {
        return pieces;
    }
    for (at, piece) in pieces.iter_mut().enumerate() {
        if at > 0 {
            piece.period = PeriodId::fresh();
        }
        piece.recorded_at = now;
        piece.version += 1;
    }
    pieces
}

pub(super) fn lies_alike(one: &Person, other: &Person) -> bool {
    one.org == other.org
        && one.path == other.path
        && one.area == other.area
        && one.valid_from == other.valid_from
        && one.valid_to == other.valid_to
}
