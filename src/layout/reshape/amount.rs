//! Amounts that a format writes in parts: a factor here, the tax there.

use rust_decimal::Decimal;

use super::cells::{Cell, Desk, first};
use crate::preset::Amount;

/// Calculates the amounts of a step. What is no number stays, for others to
/// complain about; an amount whose factor or tax is no number is left out.
pub(super) fn apply(step: &Amount, desk: &mut Desk, cells: &mut [Cell]) {
    let mut at = 0;
    let tax = step.tax.as_deref();
    let bare = tax.is_some_and(|own| first(desk, cells, own).is_none());
    let untaxed = step.untaxed.as_deref().filter(|_| bare);
    while at < cells.len() {
        let wanted = !cells[at].gone
            && step
                .column
                .iter()
                .any(|own| own == desk.own(cells[at].column));
        let amount = wanted.then(|| number(&cells[at].text)).flatten();
        if let Some(amount) = amount {
            match calculated((step, untaxed.is_none()), desk, cells, amount) {
                Some(amount) => {
                    cells[at].text = amount.normalize().to_string();
                    if let Some(own) = untaxed {
                        cells[at].column = desk.make(own);
                    }
                }
                None => cells[at].gone = true,
            }
        }
        at += 1;
    }
}

fn number(text: &str) -> Option<Decimal> {
    // Formats that need this define the decimal point; a comma is the merchant's.
    let text = text.trim();
    match (text.contains('.'), text.matches(',').count()) {
        (false, 1) => text.replace(',', ".").parse().ok(),
        (_, 0) => text.parse().ok(),
        _ => None,
    }
}

fn calculated(
    (step, taxed): (&Amount, bool),
    desk: &Desk,
    cells: &[Cell],
    amount: Decimal,
) -> Option<Decimal> {
    let mut amount = amount;
    for own in &step.times {
        if let Some(text) = first(desk, cells, own) {
            amount = amount.checked_mul(number(text)?)?;
        }
    }
    for own in &step.less {
        if let Some(text) = first(desk, cells, own) {
            amount = amount.checked_sub(number(text)?)?;
        }
    }
    for own in &step.per {
        if let Some(text) = first(desk, cells, own) {
            let divisor = number(text).filter(|divisor| *divisor > Decimal::ZERO)?;
            amount = amount.checked_div(divisor)?;
        }
    }
    if let Some(own) = step.tax.as_ref().filter(|_| taxed) {
        // Without its tax a net price is no price that may be shown.
        let rate = number(first(desk, cells, own)?)?;
        if rate < Decimal::ZERO || rate > Decimal::ONE_HUNDRED {
            return None;
        }
        let share = if rate < Decimal::ONE {
            rate
        } else {
            rate.checked_div(Decimal::ONE_HUNDRED)?
        };
        amount = amount.checked_mul(Decimal::ONE.checked_add(share)?)?;
    }
    Some(amount)
}
