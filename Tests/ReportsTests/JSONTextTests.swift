import Reports
import Testing

@Suite struct JSONTextTests {
  @Test func keepsTheOrderOfKeys() {
    let value = JSONText.object([
      ("z", .integer(1)), ("a", .bool(true)), ("m", .numbers([0.5, .nan, -.infinity, 1])),
      ("e", .array([])), ("o", .object([])),
    ])
    #expect(value.text == #"{"z":1,"a":true,"m":[0.5,null,null,1.0],"e":[],"o":{}}"#)
  }

  @Test func escapesStrings() {
    #expect(JSONText.string("a\"b\\c\n\r\t\u{0}\u{1B}é🍜").text == #""a\"b\\c\n\r\t\u0000\u001bé🍜""#)
  }

  @Test func traceHasStableKeys() {
    var trace = Sample.short
    trace.words.removeLast(2)
    #expect(
      AnswerJSON.trace(trace).text
        == #"{"text":"Tasty, not cripsy","labels":["good","bad"],"multiLabel":false,"#
        + #""before":[0.5,0.5],"words":[{"word":"tasty","start":0,"end":5,"known":true,"#
        + #""forget":0.5,"input":0.5,"output":0.5,"kept":0.5,"added":0.2,"#
        + #""probabilities":[0.88,0.12]}],"chosen":["bad"]}"#)
  }
}
