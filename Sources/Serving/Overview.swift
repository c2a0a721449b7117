// Serving: a model behind a local web page and a small JSON interface.
//
// Owns: `ModelServer`, the page, the requests it answers and how it refuses the others.
// Read `ModelServer.swift` first, then `ModelSite.swift`, which says what lies at which path.
//
// Limits: a body of 1 MiB, a text of 128 KiB (some 20,000 words), two minutes for a request to come,
// 256 connections. The server binds to this machine unless it is told otherwise, and then also refuses
// requests that were addressed to another name.
//
// Sockets and HTTP's grammar are SwiftNIO's, which only `ModelServer.swift` and `Connection.swift`
// know; the rest is from `Request` to `Reply`.
//
// Never: opens a file, knows what kind of model it serves, prints, needs more of Foundation than its
// essentials.
