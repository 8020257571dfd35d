// SPDX-License-Identifier: GPL-2.0-or-later
//! The same in Rust: what 63-trace-user.sh filters by.
use std::fmt::Write;
use std::hint::black_box;

#[derive(Clone, Copy)]
pub enum Kind {
    Light = 3,
    Heavy = 9,
}

pub struct Item {
    pub grams: i32,
    pub kind: Kind,
    pub inner: Box<Part>,
}

pub struct Part {
    pub count: u16,
    pub offset: i64,
}

pub mod scales {
    use super::*;

    #[inline(never)]
    pub fn weigh(item: &Item, times: u32) -> i64 {
        let item = black_box(item);
        black_box(item.grams as i64 * times as i64 + item.inner.offset)
    }
}

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    let mut truth = String::new();
    for i in 0..40u32 {
        let item = Item {
            grams: i as i32 * 50 - 1000,
            kind: if i % 3 == 0 { Kind::Heavy } else { Kind::Light },
            inner: Box::new(Part { count: (i * 2000) as u16, offset: -(i as i64) << 40 }),
        };
        black_box(scales::weigh(black_box(&item), 4_000_000_000 + i));
        if item.grams < -100 && item.inner.count > 20000 && matches!(item.kind, Kind::Heavy) {
            writeln!(truth, "if.item\t{}\t1\t1", 4_000_000_000u32 + i).unwrap();
        }
        if item.inner.offset + (item.grams as i64) << 2 < -(80i64 << 40) {
            writeln!(truth, "if.parts\t{}\t1\t1", 4_000_000_000u32 + i).unwrap();
        }
    }
    std::fs::write(path, truth).expect("the file");
}
