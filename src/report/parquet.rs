//! Rows and results as Parquet, for programs that read large tables; behind the feature `parquet`.
//!
//! The columns are those of `replications.csv` and `summary.csv`. A number is a double, null where it is undefined;
//! everything else is text.

use super::outputs::Output;
use super::summary::write_summary;
use super::tables::write_replications;
use crate::experiment::results::Results;
use crate::scenario::Scenario;
use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// Every value of every measure in every replication.
pub const ROWS: &str = "rows.parquet";

/// Every mean with its interval.
pub const RESULTS: &str = "results.parquet";

/// The columns that hold numbers. All others hold text, whatever is in their cells.
const NUMBERS: [&str; 15] = [
    "replication",
    "value",
    "mean",
    "ci95_low",
    "ci95_high",
    "replications",
    "a_year",
    "a_year_low",
    "a_year_high",
    "a_week",
    "a_week_low",
    "a_week_high",
    "cost_a_year",
    "cost_a_week",
    "cost_per_result",
];

/// How a table is written as comma-separated values.
type Writing<'w> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'w;

/// The two files.
pub fn files<'r>(results: &'r Results, scenarios: &'r [Scenario]) -> [Output<'r>; 2] {
    [
        Output::new(ROWS, move |out| write(&|csv| write_replications(results, csv), out)),
        Output::new(RESULTS, move |out| write(&|csv| write_summary(results, scenarios, csv), out)),
    ]
}

/// Writes the table that `writing` writes.
fn write(writing: &Writing<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    writing(&mut text)?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let keys: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    out.write_all(&table(&keys, &rows).map_err(io::Error::other)?)
}

/// A table as Parquet, in one group of rows.
fn table(keys: &[String], rows: &[csv::StringRecord]) -> Result<Vec<u8>, ParquetError> {
    let field = |key: &String| {
        let (physical, logical, repetition) = if NUMBERS.contains(&key.as_str()) {
            (Physical::DOUBLE, None, Repetition::OPTIONAL)
        } else {
            (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED)
        };
        let built = Type::primitive_type_builder(key, physical).with_repetition(repetition);
        built.with_logical_type(logical).build().map(Arc::new)
    };
    let fields = keys.iter().map(field).collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("table").with_fields(fields).build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("pcn-sim {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let mut at = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = rows.iter().map(|row| &row[at]);
        if NUMBERS.contains(&keys[at].as_str()) {
            let found: Vec<Option<f64>> = cells.map(|cell| cell.parse().ok()).collect();
            let defined: Vec<i16> = found.iter().map(|one| i16::from(one.is_some())).collect();
            let values: Vec<f64> = found.into_iter().flatten().collect();
            column.typed::<DoubleType>().write_batch(&values, Some(&defined), None)?;
        } else {
            let values: Vec<ByteArray> = cells.map(ByteArray::from).collect();
            column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
        }
        column.close()?;
        at += 1;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
    use ::parquet::record::RowAccessor as _;

    /// The bytes of a file, and the table that it was made of.
    fn written(at: usize) -> (Vec<u8>, Vec<csv::StringRecord>) {
        let (mut results, scenarios) = (sample::results(), sample::scenarios());
        results.scenarios[0].measures[0].values[1] = None;
        let (mut bytes, mut text) = (Vec::new(), Vec::new());
        files(&results, &scenarios)[at].write(&mut bytes).expect("memory can be written to");
        let table = match at {
            0 => write_replications(&results, &mut text),
            _ => write_summary(&results, &scenarios, &mut text),
        };
        table.expect("memory can be written to");
        let mut reader = csv::Reader::from_reader(text.as_slice());
        (bytes, reader.records().map(|row| row.expect("it is a table")).collect())
    }

    #[test]
    fn every_cell_of_rows_and_results_is_read_back() {
        for at in [0, 1] {
            let (bytes, table) = written(at);
            assert_eq!(bytes, written(at).0, "the same bytes twice");
            let mut file = tempfile::tempfile().expect("there is room");
            file.write_all(&bytes).expect("it can be written to");
            let reader = SerializedFileReader::new(file).expect("it is Parquet");
            let fields: Vec<String> =
                (reader.metadata().file_metadata().schema().get_fields().iter())
                    .map(|field| field.name().to_owned())
                    .collect();
            let mut gaps = 0;
            let rows = reader.get_row_iter(None).expect("it has rows");
            let mut count = 0;
            for (row, record) in rows.zip(&table) {
                let row = row.expect("it is a row");
                for (column, cell) in record.iter().enumerate() {
                    if NUMBERS.contains(&fields[column].as_str()) {
                        let found = row.get_double(column).ok();
                        gaps += usize::from(found.is_none());
                        assert_eq!(found, cell.parse().ok(), "{}", fields[column]);
                    } else {
                        assert_eq!(row.get_string(column).expect("a text"), cell);
                    }
                }
                count += 1;
            }
            assert!(count == table.len() && gaps > 0, "{count} of {}, {gaps} gaps", table.len());
        }
    }
}
