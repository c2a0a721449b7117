#if os(Linux)
  import Foundation

  /// Leaves this process only so many more bytes of addresses: room for the stacks of a few threads. To
  /// be called in a child process of a test.
  package func limitMemory(toMore bytes: Int) {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").first.flatMap({ Int($0) })
    else { fatalError("this process does not know its size") }
    let most = rlim_t(pages * sysconf(Int32(_SC_PAGESIZE)) + bytes)
    var limit = rlimit(rlim_cur: most, rlim_max: most)
    guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else {
      fatalError("this process cannot be limited")
    }
  }
#endif
