import Corpora
import Testing

@Suite struct CommaSplitterTests {
  @Test func plainRows() throws {
    let examples = try load("a.csv", "text,label\ngood food,good\nbad food,bad\n")
    #expect(
      rows(examples) == [
        PlainRow("good food", "good", line: 2), PlainRow("bad food", "bad", line: 3),
      ])
    #expect(examples.labelNames == ["bad", "good"])
  }

  @Test func quotesCommasAndLineEndsInsideFields() throws {
    let lines = [
      #"label,text"#, #"a,"one, two""#, #"b,"she said ""no""""#,
      #"c,"first"#, #"second, ""third"""#, #""#, #"fifth""#,
      #"d,"#, #"e,"""#,
    ]
    let examples = try load("a.csv", lines.joined(separator: "\n"))
    #expect(
      rows(examples) == [
        PlainRow("one, two", "a", line: 2),
        PlainRow("she said \"no\"", "b", line: 3),
        PlainRow("first\nsecond, \"third\"\n\nfifth", "c", line: 4),
        PlainRow("", "d", line: 8),
        PlainRow("", "e", line: 9),
      ])
    #expect(examples.report.emptyTexts == 2)
  }

  @Test func carriageReturnsEndRowsAndStayInsideQuotes() throws {
    let examples = try load(
      "a.csv",
      "text,label\r\nplain,a\r\n\"quoted\",b\r\n\"two\r\nlines\",c\r\n\"x\",\"d\"\r\nlast,e\r")
    #expect(
      rows(examples) == [
        PlainRow("plain", "a", line: 2), PlainRow("quoted", "b", line: 3),
        PlainRow("two\r\nlines", "c", line: 4), PlainRow("x", "d", line: 6),
        PlainRow("last", "e", line: 7),
      ])
  }

  @Test func aQuoteInsideAnUnquotedFieldIsContent() throws {
    let examples = try load("a.csv", "text,label\n12\" pizza,a\nsay \"x\",b\n")
    #expect(rows(examples).map(\.text) == ["12\" pizza", "say \"x\""])
  }

  @Test func theHeaderMayBeQuotedAndMarked() throws {
    let examples = try load("a.csv", "\u{feff}\"the, text\",\"label\"\nx,a\n") {
      $0.text = "the, text"
    }
    #expect(rows(examples) == [PlainRow("x", "a", line: 2)])
  }

  @Test func blankLinesArePassedOver() throws {
    let examples = try load("a.csv", "\ntext,label\n\nx,a\n\r\ny,b\n\n")
    #expect(rows(examples) == [PlainRow("x", "a", line: 4), PlainRow("y", "b", line: 6)])
  }

  @Test func withoutAHeaderColumnsAreNumbered() throws {
    let examples = try load("a.csv", "a,x\nb,\"y\nz\"\n") {
      $0.header = false
      $0.text = "2"
      $0.labels = .single("1")
    }
    #expect(rows(examples) == [PlainRow("x", "a", line: 1), PlainRow("y\nz", "b", line: 2)])
  }

  @Test func raggedRows() throws {
    #expect(
      try fault("a.csv", "text,label\nx,a\ny\n")
        == BadRow(file: "a.csv", line: 3, fault: .fieldCount(found: 1, expected: 2)))
    #expect(
      try fault("a.csv", "text,label\n\"x\n\",a,b\n")
        == BadRow(file: "a.csv", line: 2, fault: .fieldCount(found: 3, expected: 2)))
  }

  @Test func anOpenQuoteIsReportedWhereItsRowBegan() throws {
    #expect(
      try fault("a.csv", "text,label\nx,a\n\"y,b\nz,c\nw,d\n")
        == BadRow(file: "a.csv", line: 3, fault: .openQuote(lastLine: 5)))
    #expect(
      try fault("a.csv", "\"text,label\nx,a\n")
        == BadRow(file: "a.csv", line: 1, fault: .openQuote(lastLine: 2)))
  }

  @Test func somethingAfterAClosingQuote() throws {
    #expect(
      try fault("a.csv", "text,label\né,a\n\"é\" b,c\n")
        == BadRow(file: "a.csv", line: 3, fault: .afterQuote(column: 4, found: "\" \"")))
    // In a later line of the row; the rest of that line is passed over, the next row is whole.
    let examples = try load("a.csv", "text,label\n\"x\ny\"z,a\nw,b\n") { $0.onBadRow = .skip }
    #expect(rows(examples) == [PlainRow("w", "b", line: 4)])
    #expect(
      examples.report.badRows.map(\.fault) == [.afterQuote(column: 3, found: "\"z\"")])
    #expect(examples.report.badRows.map(\.line) == [3])
  }

  @Test func invalidUTF8InALaterLineOfARow() throws {
    let content = Array("text,label\n\"ab\ncd".utf8) + [0xff] + Array("\",a\n".utf8)
    #expect(
      try fault("a.csv", content)
        == BadRow(file: "a.csv", line: 3, fault: .notUTF8(offset: 2, byte: 0xff)))
  }

  @Test func everySmallFileAgreesWithAPlainParser() throws {
    // All files of up to five of these bytes after a header: the rows are those of a parser written
    // from the grammar, one byte at a time, or both find a fault.
    let alphabet: [UInt8] = Array("a,\"\n".utf8)
    let folder = try TestFolder()
    var count = 0
    for length in 0...5 {
      for number in 0..<(0..<length).reduce(1, { product, _ in product * 4 }) {
        var rest = number
        let body = (0..<length).map { _ -> UInt8 in
          defer { rest /= 4 }
          return alphabet[rest % 4]
        }
        var source = TextSource(paths: [try folder.file("a.csv", Array("t,u\n".utf8) + body)])
        source.text = "t"
        var found: [String]? = []
        do {
          _ = try source.forEachDocument { found?.append(String(decoding: $0.text, as: UTF8.self)) }
        } catch CorpusError.nothingToRead {
        } catch {
          found = nil
        }
        #expect(found == firstFields(body), "\(String(decoding: body, as: UTF8.self))")
        count += 1
      }
    }
    #expect(count == 1365)
  }

  /// The first field of every row of two; nil when a row is faulty. A blank line is no row.
  private func firstFields(_ body: [UInt8]) -> [String]? {
    var kept: [String] = []
    var fields: [String] = []
    var at = 0
    func byte() -> UInt8? { at < body.count ? body[at] : nil }
    while at < body.count {
      if fields.isEmpty, byte() == 0x0a {
        at += 1
        continue
      }
      var field = ""
      if byte() == 0x22 {
        at += 1
        while true {
          guard let next = byte() else { return nil }
          at += 1
          if next == 0x22 {
            guard byte() == 0x22 else { break }
            at += 1
          }
          field += String(UnicodeScalar(next))
        }
        if let next = byte(), next != 0x2c, next != 0x0a { return nil }
      } else {
        while let next = byte(), next != 0x2c, next != 0x0a {
          field += String(UnicodeScalar(next))
          at += 1
        }
      }
      fields.append(field)
      let end = byte()
      at += 1
      if end == 0x2c {
        guard at == body.count else { continue }
        fields.append("")
      }
      guard fields.count == 2 else { return nil }
      kept.append(fields[0])
      fields = []
    }
    return kept
  }
}
