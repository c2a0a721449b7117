import Classifying
import Reports
import StrictJSON
import Testing

@Suite struct AnswerJSONTests {
  @Test func traceHasStableKeys() {
    var trace = Sample.short
    trace.words.removeLast(2)
    #expect(
      AnswerJSON.trace(trace).compact
        == #"{"text":"Tasty, not cripsy","labels":["good","bad"],"multiLabel":false,"#
        + #""before":[0.5,0.5],"words":[{"word":"tasty","start":0,"end":5,"known":true,"#
        + #""forget":0.5,"input":0.5,"output":0.5,"kept":0.5,"added":0.2,"#
        + #""probabilities":[0.88,0.12]}],"chosen":["bad"]}"#)
  }

  @Test func traceComesBackAsItWas() throws {
    let text = AnswerJSON.trace(Sample.short).pretty
    #expect(AnswerJSON.trace(try JSONParser.parse(Array(text.utf8))) == Sample.short)
    #expect(AnswerJSON.trace(try JSONParser.parse(Array(#"{"text":"x"}"#.utf8))) == nil)
    let attentive = Sample.attentive
    let written = AnswerJSON.trace(attentive).compact
    #expect(written.contains(#""added":0.2,"attention":0.5,"probabilities":[0.88,0.12]}"#))
    #expect(AnswerJSON.trace(try JSONParser.parse(Array(written.utf8))) == attentive)
  }

  @Test func skippedWordsAreListedWhereThereAreAny() throws {
    var trace = Sample.short
    trace.skipped = ["quokka", "a\"b"]
    let text = AnswerJSON.trace(trace).compact
    #expect(text.hasSuffix(#""chosen":["bad"],"skipped":["quokka","a\"b"]}"#))
    #expect(AnswerJSON.trace(try JSONParser.parse(Array(text.utf8))) == trace)
    trace.cutCount = 7
    let cut = AnswerJSON.trace(trace).compact
    #expect(cut.hasSuffix(#""a\"b"],"cut":7}"#))
    #expect(AnswerJSON.trace(try JSONParser.parse(Array(cut.utf8))) == trace)
  }

  @Test func predictionHasStableKeys() {
    let prediction = TextPrediction(
      labels: ["good", "bad"], multiLabel: false, probabilities: [0.75, 0.25], chosen: ["good"],
      wordCount: 3, unknownCount: 1, readCount: 2)
    let body =
      #""labels":["good","bad"],"probabilities":{"good":0.75,"bad":0.25},"chosen":["good"],"#
      + #""words":3,"unknown":1,"read":2}"#
    #expect(AnswerJSON.prediction(prediction).compact == "{" + body)
    #expect(AnswerJSON.prediction(prediction, line: 7).compact == #"{"line":7,"# + body)
  }

  /// Of two labels the second has the threshold; a model without its own shows none.
  @Test func thresholdsAreShownWhereThereAreAny() throws {
    var prediction = TextPrediction(
      labels: ["good", "bad"], multiLabel: false, probabilities: [0.75, 0.25], chosen: ["bad"],
      wordCount: 3, unknownCount: 1, readCount: 2, thresholds: [0.2])
    #expect(
      AnswerJSON.prediction(prediction).compact.hasSuffix(
        #""unknown":1,"read":2,"thresholds":{"bad":0.2}}"#)
    )
    prediction.multiLabel = true
    prediction.thresholds = [0.5, 0.25]
    #expect(
      AnswerJSON.prediction(prediction).compact
        .hasSuffix(#""thresholds":{"good":0.5,"bad":0.25}}"#))
    var trace = Sample.short
    trace.thresholds = [0.375]
    let text = AnswerJSON.trace(trace).pretty
    #expect(AnswerJSON.trace(trace).compact.hasSuffix(#""thresholds":{"bad":0.375}}"#))
    #expect(AnswerJSON.trace(try JSONParser.parse(Array(text.utf8))) == trace)
  }
}
