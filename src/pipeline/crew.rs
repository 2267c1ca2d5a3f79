//! Reading a source, making its items and taking them in, side by side.
//!
//! One thread reads, as many as there are processors make items, and the one that asked
//! takes them in, in the order of the export. So the result is the same with any number
//! of threads. What is under way at a time is bounded by the lots that go around.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, available_parallelism};

use super::InputError;
use super::lot::Lot;
use super::maker::{Adjust, Maker};
use super::rows::Rows;
use crate::finding::Finding;
use crate::layout::LayoutError;
use crate::normalize::Made;

/// More threads wait for the one that reads.
const MOST_THREADS: usize = 8;

/// Why it ended before the end.
pub(super) enum Stop {
    /// The source cannot be read on.
    Source(LayoutError),
    /// Whoever takes the items in has had enough.
    Taken(InputError),
}

/// A lot with its number.
type Numbered = (usize, Lot);

/// Tells that its thread has died, for its lot will never come.
struct Alarm<'a>(&'a Sender<Option<Numbered>>);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.send(None).ok();
        }
    }
}

/// Whoever takes in what becomes of records.
pub(super) trait Taker {
    /// Whether items need something that only the taker knows while they are made. Then
    /// all is done in turn.
    fn adjusts(&self) -> bool;

    /// Adjusts the item with this id, and what is said of it.
    fn adjust(
        &mut self,
        id: &str,
        made: &mut Made<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), InputError>;

    /// Takes in what a lot of records became.
    fn take(&mut self, lot: &mut Lot) -> Result<(), InputError>;
}

/// Reads a source to its end, has items made of its records, and hands them out in
/// their order. Returns what was read with, and what has counted all of it.
///
/// # Errors
///
/// At the first record that cannot be read, or that the taker refuses; everything in front
/// of it was handed out.
pub(super) fn work<'p, 's>(
    rows: Rows<'p>,
    maker: Maker<'s>,
    taker: &mut dyn Taker,
) -> Result<(Rows<'p>, Maker<'s>), Stop> {
    let threads = available_parallelism().map_or(1, NonZero::get);
    let (rows, mut maker) = if threads == 1 || taker.adjusts() {
        alone(rows, maker, taker)?
    } else {
        together(rows, maker, threads.min(MOST_THREADS), taker)?
    };
    maker.normalizer.meet(rows.columns(), rows.columns().len());
    Ok((rows, maker))
}

fn alone<'p, 's>(
    mut rows: Rows<'p>,
    mut maker: Maker<'s>,
    taker: &mut dyn Taker,
) -> Result<(Rows<'p>, Maker<'s>), Stop> {
    let mut lot = Lot::default();
    loop {
        let filled = lot.fill(&mut rows);
        if taker.adjusts() {
            let adjust: Adjust<'_> = &mut |id, made, findings| taker.adjust(id, made, findings);
            let made = maker.make_adjusted(&mut lot, adjust);
            made.map_err(Stop::Taken)?;
        } else {
            maker.make(&mut lot);
        }
        taker.take(&mut lot).map_err(Stop::Taken)?;
        if !filled.map_err(Stop::Source)? {
            return Ok((rows, maker));
        }
    }
}

fn together<'p, 's>(
    rows: Rows<'p>,
    maker: Maker<'s>,
    threads: usize,
    taker: &mut dyn Taker,
) -> Result<(Rows<'p>, Maker<'s>), Stop> {
    let (give_back, empty) = channel();
    let (fill, filled) = channel();
    let (hand_in, finished) = channel();
    for _ in 0..2 * threads + 2 {
        // The other end is at hand.
        give_back.send(Lot::default()).ok();
    }
    let filled = Mutex::new(filled);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read(rows, &empty, &fill));
        let filled = &filled;
        let makers: Vec<_> = (0..threads)
            .map(|_| {
                let (maker, hand_in) = (maker.clone(), hand_in.clone());
                scope.spawn(move || make(maker, filled, &hand_in))
            })
            .collect();
        drop(hand_in);
        let done = take_all(&finished, &give_back, taker);
        // Whoever still waits for somebody is told to stop.
        drop((finished, give_back));
        let (rows, read) = reader.join().unwrap_or_else(|panic| resume_unwind(panic));
        let mut all = maker;
        all.normalizer.meet(rows.columns(), rows.columns().len());
        for maker in makers {
            let maker = maker.join().unwrap_or_else(|panic| resume_unwind(panic));
            all.normalizer.absorb(&maker.normalizer);
        }
        done.map_err(Stop::Taken)?;
        read.map_err(Stop::Source)?;
        Ok((rows, all))
    })
}

/// Fills lots until the source or the work ends.
fn read<'p>(
    mut rows: Rows<'p>,
    empty: &Receiver<Lot>,
    fill: &Sender<Numbered>,
) -> (Rows<'p>, Result<(), LayoutError>) {
    let mut columns = None;
    let mut number = 0;
    while let Ok(mut lot) = empty.recv() {
        if let Some(columns) = &columns {
            lot.share(columns);
        }
        let filled = lot.fill(&mut rows);
        columns = Some(lot.columns.clone());
        let sent = fill.send((number, lot));
        number += 1;
        match filled {
            Ok(true) if sent.is_ok() => {}
            Ok(_) => break,
            Err(error) => return (rows, Err(error)),
        }
    }
    (rows, Ok(()))
}

fn make<'s>(
    mut maker: Maker<'s>,
    filled: &Mutex<Receiver<Numbered>>,
    hand_in: &Sender<Option<Numbered>>,
) -> Maker<'s> {
    let _alarm = Alarm(hand_in);
    loop {
        let next = filled.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, mut lot)) = next else {
            return maker;
        };
        maker.make(&mut lot);
        if hand_in.send(Some((number, lot))).is_err() {
            return maker;
        }
    }
}

/// Takes in what is finished, in the order of the numbers.
fn take_all(
    finished: &Receiver<Option<Numbered>>,
    give_back: &Sender<Lot>,
    taker: &mut dyn Taker,
) -> Result<(), InputError> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    while let Ok(Some((number, lot))) = finished.recv() {
        early.insert(number, lot);
        while let Some(mut lot) = early.remove(&next) {
            next += 1;
            taker.take(&mut lot)?;
            // Nobody takes it when all is read.
            give_back.send(lot).ok();
        }
    }
    Ok(())
}
