import NIOCore
import NIOHTTP1

/// One client's connection: takes in a request, has the site answer it, sends the answer, and so on.
///
/// Comes behind `HTTPServerPipelineHandler`, which holds the next request back until the answer to
/// the one before has been written.
///
/// Invariant: at most one body of a request and one answer are kept at a time. A deadline runs
/// except while the site is thinking; it is set for a whole request and for each piece of an answer, not
/// anew with each byte, so that nobody holds a connection by sending a byte now and then.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    /// Between two requests, or in the head of one.
    case waiting
    /// The head has come, and some of the body.
    case receiving(HTTPRequestHead)
    /// The whole request has come and is not answered yet.
    case answering
    /// The last answer is on its way or sent; what still comes is thrown away.
    case parting(drained: Int)
  }

  private let site: ModelSite
  private let patience: TimeAmount
  private let underWay: RequestCount
  private var state = State.waiting
  /// As much of a request's body as has come.
  private var body = ByteBuffer()
  private var isUnderWay = false
  private var isSent = false
  /// Whether nothing more will come from the client.
  private var isInputDone = false
  private var deadline: Scheduled<Void>?

  /// How much of an answer is handed to the system at a time.
  private static let pieceBytes = 256 << 10

  init(site: ModelSite, limits: RequestLimits, underWay: RequestCount) {
    self.site = site
    self.underWay = underWay
    patience = .milliseconds(Int64(limits.patience * 1000))
  }

  // MARK: The connection

  func channelActive(context: ChannelHandlerContext) {
    setDeadline(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    state = .parting(drained: 0)
    end()
    context.fireChannelInactive()
  }

  /// Edge case: a client may close its half of the connection behind a request and still read.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event as? ChannelEvent == .inputClosed else {
      return context.fireUserInboundEventTriggered(event)
    }
    isInputDone = true
    switch state {
    case .waiting, .receiving: context.close(promise: nil)
    case .answering: break
    case .parting: if isSent { context.close(promise: nil) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError else { return context.close(promise: nil) }
    if case .parting = state { return }
    part(with: .problem(.badRequest, "this is not a request of HTTP/1.1"), context)
  }

  // MARK: The request

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), state) {
    case (.head(let head), .waiting):
      begin()
      receive(head, context)
    case (.body(var part), .receiving):
      guard body.readableBytes + part.readableBytes <= RequestLimits.bodyBytes else {
        return refuseBody(context)
      }
      body.writeBuffer(&part)
    case (.end, .receiving(let head)):
      answer(head, context)
    case (.body(let part), .parting(let drained)):
      guard drained + part.readableBytes <= RequestLimits.drainedBytes else {
        return context.close(promise: nil)
      }
      state = .parting(drained: drained + part.readableBytes)
    case (.end, .parting):
      isInputDone = true
      if isSent { context.close(promise: nil) }
    default:
      break
    }
  }

  private func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    if let length = head.headers.first(name: "Content-Length") {
      guard let bytes = Int(length), bytes <= RequestLimits.bodyBytes else {
        return refuseBody(context)
      }
    }
    state = .receiving(head)
    let expects = head.headers.first(name: "Expect")?.lowercased() == "100-continue"
    if expects && head.version != .http1_0 {
      let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(Self.wrapOutboundOut(.head(goOn)), promise: nil)
    }
  }

  private func refuseBody(_ context: ChannelHandlerContext) {
    part(
      with: .problem(
        .payloadTooLarge, "the request's body is longer than 1 MiB (1048576 bytes)"), context)
  }

  // MARK: The answer

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    state = .answering
    deadline?.cancel()
    let request = Request(
      method: head.method.rawValue, target: head.uri,
      headers: head.headers.map { (name: $0.name, value: $0.value) },
      body: Array(body.readableBytesView))
    body = ByteBuffer()
    let isKept = head.isKeepAlive && !Self.asksForAnotherProtocol(head)
    let isOld = head.version == .http1_0
    let site = site
    context.eventLoop.makeFutureWithTask {
      let reply = await site.reply(to: request)
      return (reply, ByteBuffer(string: reply.isHead ? "" : reply.body))
    }.assumeIsolated().whenSuccess { reply, body in
      guard context.channel.isActive else { return }
      var head = Self.head(of: reply)
      if !isKept {
        head.headers.add(name: "Connection", value: "close")
      } else if isOld {
        head.headers.add(name: "Connection", value: "keep-alive")
      }
      context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
      self.send(body, context) {
        self.finish(isKept: isKept && !self.isInputDone, context)
      }
    }
  }

  /// Behind such a request the parser takes nothing more for HTTP.
  private static func asksForAnotherProtocol(_ head: HTTPRequestHead) -> Bool {
    head.method == .CONNECT || head.headers.contains(name: "Upgrade")
  }

  private static func head(of reply: Reply) -> HTTPResponseHead {
    HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status.rawValue),
      headers: HTTPHeaders(reply.headers.map { ($0.name, $0.value) }))
  }

  /// Sends piece after piece, each when the one before has been taken.
  private func send(
    _ body: ByteBuffer, _ context: ChannelHandlerContext, then: @escaping () -> Void
  ) {
    var rest = body
    let piece = rest.readSlice(length: min(rest.readableBytes, Self.pieceBytes)) ?? ByteBuffer()
    setDeadline(context)
    context.writeAndFlush(Self.wrapOutboundOut(.body(.byteBuffer(piece))))
      .assumeIsolated().whenComplete { result in
        guard case .success = result else { return context.close(promise: nil) }
        if rest.readableBytes > 0 {
          self.send(rest, context, then: then)
        } else {
          then()
        }
      }
  }

  private func finish(isKept: Bool, _ context: ChannelHandlerContext) {
    end()
    // All is settled before the end is written: within that call the next request may come.
    state = isKept ? .waiting : .parting(drained: 0)
    setDeadline(context)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    if !isKept { context.close(promise: nil) }
  }

  /// The last answer on this connection, given while the request is still coming.
  ///
  /// Nothing that follows such a request can be trusted to be another. It is read and thrown away
  /// for a while, for a client is often not ready to hear before it has spoken.
  private func part(with reply: Reply, _ context: ChannelHandlerContext) {
    state = .parting(drained: 0)
    body = ByteBuffer()
    var head = Self.head(of: reply)
    head.headers.add(name: "Connection", value: "close")
    context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
    let words = ByteBuffer(string: reply.body)
    context.write(Self.wrapOutboundOut(.body(.byteBuffer(words))), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
      self.isSent = true
      self.end()
      if self.isInputDone {
        context.close(promise: nil)
      } else {
        context.close(mode: .output, promise: nil)
      }
    }
  }

  // MARK: Counts and deadlines

  private func begin() {
    isUnderWay = true
    underWay.begin()
  }

  private func end() {
    if isUnderWay { underWay.end() }
    isUnderWay = false
  }

  private func setDeadline(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
      context.close(promise: nil)
    }
  }
}
