//! Events of a run as bars, for somebody who watches a terminal.
//!
//! Two lines at the bottom of the screen: how many items have a verdict, once
//! their number is known, and what is being done or waited for. They are gone
//! when the result is shown, so that it stands alone.
#![expect(
    clippy::disallowed_types,
    reason = "the one place that knows how bars are drawn"
)]

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use shelfsync::report::{Event, Reporter};

use super::listen::Lines;

/// The sign moves so often, also while nothing is told.
const TICK: Duration = Duration::from_millis(125);

/// Bars at the bottom of a terminal.
pub(super) struct Bars {
    multi: MultiProgress,
    loud: bool,
    state: Mutex<State>,
}

struct State {
    lines: Lines,
    doing: ProgressBar,
    share: Option<ProgressBar>,
    closed: bool,
}

impl Bars {
    /// Bars on standard error. With `loud` the lines are shown above them.
    pub(super) fn new(lines: Lines, loud: bool) -> Self {
        let bars = Self::on(ProgressDrawTarget::stderr(), lines, loud);
        if let Ok(state) = bars.state.lock() {
            state.doing.enable_steady_tick(TICK);
        }
        bars
    }

    fn on(target: ProgressDrawTarget, lines: Lines, loud: bool) -> Self {
        let multi = MultiProgress::with_draw_target(target);
        let doing = multi.add(ProgressBar::new_spinner().with_style(
            // Signs that every terminal has.
            style("{spinner} {wide_msg}").tick_chars("-\\|/ "),
        ));
        Self {
            multi,
            loud,
            state: Mutex::new(State {
                lines,
                doing,
                share: None,
                closed: false,
            }),
        }
    }

    /// Takes the bars away for good.
    pub(super) fn close(&self) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        state.closed = true;
        if let Some(share) = state.share.take() {
            share.finish_and_clear();
        }
        state.doing.finish_and_clear();
        // A terminal that went away needs no cleaning.
        let _closed = self.multi.clear();
    }
}

impl Reporter for Bars {
    fn tell(&self, event: Event) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        if state.closed {
            return;
        }
        let line = state.lines.line(&event);
        if let Some(line) = line.filter(|_| self.loud) {
            // A terminal that went away hears nothing.
            let _closed = self.multi.println(line);
        }
        state.show(&self.multi);
    }
}

impl State {
    fn show(&mut self, multi: &MultiProgress) {
        let course = self.lines.course();
        if let Some((done, all)) = course.share() {
            let share = self.share.get_or_insert_with(|| {
                let style = style("[{bar:20}] {wide_msg}").progress_chars("=> ");
                multi.insert_before(&self.doing, ProgressBar::new(all).with_style(style))
            });
            share.set_length(all);
            share.set_position(done);
            share.set_message(course.settled());
            share.tick();
        }
        self.doing.set_message(course.doing().to_owned());
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;
    use jiff::Zoned;

    use super::*;

    fn noon() -> Zoned {
        "2026-11-22T14:28:00[UTC]".parse().unwrap()
    }

    /// Bars, and the screen that they are drawn on.
    fn bars(verbose: u8) -> (Bars, InMemoryTerm) {
        let screen = InMemoryTerm::new(10, 80);
        let target = ProgressDrawTarget::term_like(Box::new(screen.clone()));
        let lines = Lines::new(verbose, noon);
        (Bars::on(target, lines, verbose > 0), screen)
    }

    fn deliver(bars: &Bars) {
        bars.tell(Event::Planned {
            records: 35_412,
            calls: 12,
            time: Duration::from_secs(60),
        });
        for batch in 57..59 {
            bars.tell(Event::Sending {
                batch,
                items: 3000,
                bytes: 2_345_678,
            });
            bars.tell(Event::Accepted { batch, items: 3000 });
        }
    }

    #[test]
    fn reading_shows_the_file_and_how_far() {
        let (bars, screen) = bars(0);
        bars.tell(Event::Opened {
            source: "products.csv".to_owned(),
            preset: "meta".to_owned(),
            encoding: "UTF-8".to_owned(),
        });
        bars.tell(Event::Read { records: 120_000 });
        insta::assert_snapshot!(screen.contents(), @"- reading products.csv: 120 000 records");
    }

    #[test]
    fn sending_shows_the_share_and_what_is_waited_for() {
        let (bars, screen) = bars(0);
        deliver(&bars);
        insta::assert_snapshot!(screen.contents(), @r"
        [                    ] 0 of 35 412 items confirmed
        - waiting for Meta's verdict on 2 batches (6 000 items); about 10 batches to go
        ");
        bars.tell(Event::Settled {
            confirmed: 2998,
            refused: 2,
        });
        bars.tell(Event::Waiting {
            reason: "Meta asked for a pause".to_owned(),
            wait: Duration::from_secs(240),
        });
        insta::assert_snapshot!(screen.contents(), @r"
        [=>                  ] 2 998 of 35 412 items confirmed, 2 refused
        - Meta asked for a pause: waiting 4 min, until 14:32; about 10 batches to go
        ");
    }

    #[test]
    fn a_batch_that_is_sent_says_which_of_how_many() {
        let (bars, screen) = bars(0);
        deliver(&bars);
        bars.tell(Event::Sending {
            batch: 60,
            items: 3000,
            bytes: 2_345_678,
        });
        insta::assert_snapshot!(screen.contents(), @r"
        [                    ] 0 of 35 412 items confirmed
        - sending batch 3 of about 12: 3 000 items, 2 345 678 bytes
        ");
    }

    #[test]
    fn lines_of_v_stand_above_the_bars_and_stay() {
        let (bars, screen) = bars(1);
        deliver(&bars);
        insta::assert_snapshot!(screen.contents(), @r"
        35 412 items to send in 12 write calls, about 1 min under the known limits
        [                    ] 0 of 35 412 items confirmed
        - waiting for Meta's verdict on 2 batches (6 000 items); about 10 batches to go
        ");
        bars.close();
        assert_eq!(
            screen.contents(),
            "35 412 items to send in 12 write calls, about 1 min under the known limits"
        );
    }

    #[test]
    fn nothing_is_left_on_the_screen_and_nothing_comes_after() {
        let (bars, screen) = bars(0);
        deliver(&bars);
        bars.close();
        assert_eq!(screen.contents(), "");
        bars.tell(Event::Read { records: 1 });
        assert_eq!(screen.contents(), "");
    }
}
