//! In charge of: the table `recipient`: who is owed a letter, who has it, who was refused.

use rusqlite::{Connection, params};

use super::LedgerError;
use crate::model::Address;

/// All recipients of a letter are owed it.
pub(super) fn insert(connection: &Connection, letter: i64, addresses: &[Address]) -> Result<(), LedgerError> {
    let mut statement =
        connection.prepare_cached("INSERT INTO recipient (letter, address) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for address in addresses {
        statement.execute(params![letter, address.to_string()])?;
    }
    Ok(())
}

/// Those in this state (`owed`, `taken`, `refused`), with the server's words.
pub(super) fn in_state(
    connection: &Connection,
    letter: i64,
    state: &str,
) -> Result<Vec<(Address, String)>, LedgerError> {
    let mut statement = connection
        .prepare_cached("SELECT address, why FROM recipient WHERE letter = ?1 AND state = ?2 ORDER BY address")?;
    let mut rows = statement.query(params![letter, state])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(0)?;
        let address = Address::parse(&text)
            .map_err(|error| LedgerError::Corrupt { table: "recipient", why: error.to_string() })?;
        found.push((address, row.get(1)?));
    }
    Ok(found)
}

/// Those who are still owed it now are in `state`.
pub(super) fn settle_owed(connection: &Connection, letter: i64, state: &str, why: &str) -> Result<(), LedgerError> {
    connection
        .prepare_cached("UPDATE recipient SET state = ?2, why = ?3 WHERE letter = ?1 AND state = 'owed'")?
        .execute(params![letter, state, why])?;
    Ok(())
}

/// The letter came back from this one, who had it.
pub(super) fn give_back(connection: &Connection, letter: i64, address: &str, why: &str) -> Result<(), LedgerError> {
    connection
        .prepare_cached("UPDATE recipient SET state = 'refused', why = ?3 WHERE letter = ?1 AND address = ?2")?
        .execute(params![letter, address, why])?;
    Ok(())
}

/// This one now is in `state`.
pub(super) fn settle(
    connection: &Connection,
    letter: i64,
    address: &Address,
    state: &str,
    why: &str,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "UPDATE recipient SET state = ?3, why = ?4 WHERE letter = ?1 AND lower(address) = ?2 AND state = 'owed'",
        )?
        .execute(params![letter, super::threads::lower(address), state, why])?;
    Ok(())
}
