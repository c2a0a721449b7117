import Classifying
import Dispatch
import Reports
import StrictJSON

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What lies at which path, and the answer to each request.
///
/// | path | methods | answer |
/// |---|---|---|
/// | `/` | GET, HEAD, POST | the page; with a field `text`, its answer too |
/// | `/answer` | POST | only the answer's part of the page, for the page's script |
/// | `/style.css`, `/page.js` | GET, HEAD | the page's style and script |
/// | `/api/model` | GET, HEAD | `{"name":…,"labels":[…],"multiLabel":…}` |
/// | `/api/predict` | POST `{"text":…}` | the answer, as `AnswerJSON.prediction` |
/// | `/api/trace` | POST `{"text":…}` | every step, as `AnswerJSON.trace` |
///
/// Errors: `{"error":…}` with 400 (not what was expected), 404 (no such path), 405 (not with this
/// method; `Allow` names the others), 413 (too long), 421 (addressed to another machine's name).
struct ModelSite: Sendable {
  let reader: any TextReader
  let name: String
  /// Whether a request must be addressed to this machine as itself: a page from elsewhere whose name
  /// was pointed at this machine is then refused.
  let answersOnlyLocalNames: Bool

  private static let queue = DispatchQueue(label: "lexigate.reading", attributes: .concurrent)

  func reply(to request: Request) async -> Reply {
    var reply = await content(for: request)
    reply.isHead = request.method == "HEAD"
    return reply
  }

  private func content(for request: Request) async -> Reply {
    if answersOnlyLocalNames, let host = request.hosts.first(where: { !Self.isLocal($0) }) {
      return .problem(
        .misdirectedRequest, "this server answers only as localhost, not as “\(host)”")
    }
    let path = request.path
    guard let place = Place(rawValue: path) else {
      return .problem(.notFound, "there is nothing at “\(path)”")
    }
    guard place.methods.contains(request.method) else {
      let allowed = place.methods.joined(separator: ", ")
      var reply = Reply.problem(
        .methodNotAllowed, "“\(path)” does not answer \(request.method), only \(allowed)")
      reply.allowed = allowed
      return reply
    }
    switch place {
    case .page:
      let fields = FormFields(
        request.method == "POST" ? request.body : Array(request.query.utf8))
      return await page(for: fields["text"])
    case .answer:
      return await answer(to: FormFields(request.body)["text"] ?? "")
    case .style: return Reply(.ok, .css, ModelPage.style)
    case .script: return Reply(.ok, .script, ModelPage.script)
    case .model: return .json(model)
    case .predict:
      return await asked(in: request.body) { text in
        let prediction = await read { $0.predict(text) }
        return .json(AnswerJSON.prediction(prediction))
      }
    case .trace:
      return await asked(in: request.body) { text in
        let trace = await read { $0.trace(text) }
        return .json(AnswerJSON.trace(trace))
      }
    }
  }

  private enum Place: String {
    case page = "/"
    case answer = "/answer"
    case style = "/style.css"
    case script = "/page.js"
    case model = "/api/model"
    case predict = "/api/predict"
    case trace = "/api/trace"

    var methods: [String] {
      switch self {
      case .page: ["GET", "HEAD", "POST"]
      case .style, .script, .model: ["GET", "HEAD"]
      case .answer, .predict, .trace: ["POST"]
      }
    }
  }

  // MARK: Answers

  private var model: JSONText {
    [
      "name": .string(name), "labels": .array(reader.labels.map(JSONText.string)),
      "multiLabel": .bool(reader.multiLabel),
    ]
  }

  private static let tooLong =
    "the text is longer than 128 KiB (131072 bytes), some 20,000 words"

  private func page(for text: String?) async -> Reply {
    guard let text else { return Reply(.ok, .html, ModelPage(name: name, reader: reader).html()) }
    var page = ModelPage(name: name, reader: reader)
    page.text = text
    guard text.utf8.count <= RequestLimits.textBytes else {
      page.answer = ModelPage.notice("The text is too long: \(Self.tooLong).")
      return Reply(.payloadTooLarge, .html, page.html())
    }
    page.answer = await reading(text)
    return Reply(.ok, .html, page.html())
  }

  private func answer(to text: String) async -> Reply {
    guard text.utf8.count <= RequestLimits.textBytes else {
      return Reply(
        .payloadTooLarge, .html, ModelPage.notice("The text is too long: \(Self.tooLong)."))
    }
    return Reply(.ok, .html, await reading(text))
  }

  private func reading(_ text: String) async -> String {
    await read { ModelPage.answer($0.trace(text)) }
  }

  /// What the body's `text` leads to, or why there is none.
  private func asked(in body: [UInt8], _ reply: (String) async -> Reply) async -> Reply {
    struct Question: Decodable { var text: String }
    guard let question = try? JSONDecoder().decode(Question.self, from: Data(body)) else {
      return .problem(
        .badRequest, "expected a JSON object with a string under “text”: {\"text\": \"Tasty!\"}")
    }
    guard question.text.utf8.count <= RequestLimits.textBytes else {
      return .problem(.payloadTooLarge, Self.tooLong)
    }
    return await reply(question.text)
  }

  /// Asks the reader on a thread where nobody waits for the network.
  private func read<Answer: Sendable>(
    _ ask: @escaping @Sendable (any TextReader) -> Answer
  ) async -> Answer {
    await withCheckedContinuation { continuation in
      Self.queue.async { continuation.resume(returning: ask(reader)) }
    }
  }

  // MARK: Refusals

  /// Whether a request was sent to this machine by a name of its own.
  static func isLocal(_ host: String) -> Bool {
    let name: Substring
    if host.hasPrefix("[") {
      name = host.dropFirst().prefix { $0 != "]" }
    } else {
      name = host.prefix { $0 != ":" }
    }
    let lowered = name.lowercased()
    if lowered == "localhost" || lowered == "::1" || lowered.hasSuffix(".localhost") { return true }
    let parts = lowered.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
