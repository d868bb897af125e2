// What stands before the C++ candidates of a program: it reads arguments, calls a
// candidate in a process of its own for each input, and reports what came of it.
// NONCE is replaced; a candidate can't name what it can't know.
#include <bits/stdc++.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace harness_NONCE {

// In reads the notation of value.go.
struct In {
  const char *p;

  void skip() {
    while (*p == ' ' || *p == ',' || *p == ':') p++;
  }
  bool open() { // a container's first bracket
    skip();
    p++;
    return true;
  }
  bool close() { // whether the container ends here
    skip();
    if (*p != ']' && *p != ')' && *p != '}') return false;
    p++;
    return true;
  }
  std::string text() {
    skip();
    std::string s;
    char quote = *p++;
    for (; *p && *p != quote; p++) {
      if (*p != '\\') {
        s += *p;
        continue;
      }
      p++;
      if (*p == 'x') {
        s += (char)std::strtol(std::string(p + 1, 2).c_str(), 0, 16);
        p += 2;
      } else {
        s += *p == 'n' ? '\n' : *p == 't' ? '\t' : *p == 'r' ? '\r' : *p;
      }
    }
    p++;
    return s;
  }
  long long integer() {
    skip();
    char *end;
    long long n = *p == '-' ? std::strtoll(p, &end, 10) : (long long)std::strtoull(p, &end, 10);
    p = end;
    return n;
  }
  double real() {
    skip();
    char *end;
    double d = std::strtod(p, &end);
    p = end;
    return d;
  }
};

// Out is a text in the notation. It is a type of its own so that put is found by
// it, wherever put is declared.
struct Out : std::string {
  using std::string::string;
};

#define HARNESS_INTEGER(T)                                     \
  inline void get(In &in, T &x) { x = (T)in.integer(); }       \
  inline void put(Out &out, T x) { out += std::to_string(x); }
HARNESS_INTEGER(short)
HARNESS_INTEGER(unsigned short)
HARNESS_INTEGER(int)
HARNESS_INTEGER(unsigned)
HARNESS_INTEGER(long)
HARNESS_INTEGER(unsigned long)
HARNESS_INTEGER(long long)
HARNESS_INTEGER(unsigned long long)
HARNESS_INTEGER(signed char)
HARNESS_INTEGER(unsigned char)

inline void get(In &in, bool &x) {
  in.skip();
  x = *in.p == 'T';
  while (isalpha(*in.p)) in.p++;
}
inline void put(Out &out, bool x) { out += x ? "True" : "False"; }
inline void get(In &in, double &x) { x = in.real(); }
inline void get(In &in, float &x) { x = (float)in.real(); }
inline void get(In &in, long double &x) { x = in.real(); }
inline void put(Out &out, double x) {
  char s[40];
  std::snprintf(s, sizeof s, "%.17g", x);
  out += s;
  if (!std::strpbrk(s, ".en")) out += ".0";
}
inline void put(Out &out, float x) { put(out, (double)x); }
inline void put(Out &out, long double x) { put(out, (double)x); }

inline void quote(Out &out, const char *s, size_t n, char mark) {
  out += mark;
  for (size_t i = 0; i < n; i++) {
    unsigned char c = s[i];
    if (c == '\\' || c == (unsigned char)mark) {
      out += '\\';
      out += c;
    } else if (c < 32 || c > 126) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", c);
      out += hex;
    } else {
      out += c;
    }
  }
  out += mark;
}
inline void get(In &in, std::string &x) { x = in.text(); }
inline void get(In &in, char &x) {
  std::string s = in.text();
  x = s.empty() ? 0 : s[0];
}
inline void put(Out &out, const std::string &x) { quote(out, x.data(), x.size(), '"'); }
inline void put(Out &out, char x) { quote(out, &x, 1, '\''); }
inline void put(Out &out, const char *x) {
  if (x) quote(out, x, std::strlen(x), '"');
  else out += "None";
}
inline void put(Out &out, char *x) { put(out, (const char *)x); }

template <class A, class B> void get(In &in, std::pair<A, B> &x);
template <class A, class B> void put(Out &out, const std::pair<A, B> &x);
template <class T, size_t N> void get(In &in, std::array<T, N> &x);
template <class T, size_t N> void put(Out &out, const std::array<T, N> &x);
template <class T> void get(In &in, std::stack<T> &x);
template <class T> void get(In &in, std::queue<T> &x);

// sequence and table are all containers of std, by what they can do.
template <class C> void sequence(In &in, C &x) {
  for (in.open(); !in.close();) {
    typename C::value_type e{};
    get(in, e);
    x.insert(x.end(), e);
  }
}
template <class C> void list(Out &out, const C &x, char open, char close) {
  out += open;
  for (auto i = x.begin(); i != x.end(); ++i) {
    if (i != x.begin()) out += ',';
    put(out, *i);
  }
  out += close;
}
#define HARNESS_SEQUENCE(C)                                                     \
  template <class T> void get(In &in, std::C<T> &x) { sequence(in, x); }        \
  template <class T> void put(Out &out, const std::C<T> &x) { list(out, x, '[', ']'); }
#define HARNESS_SET(C)                                                          \
  template <class T> void get(In &in, std::C<T> &x) { sequence(in, x); }        \
  template <class T> void put(Out &out, const std::C<T> &x) { list(out, x, '{', '}'); }
#define HARNESS_MAP(C)                                                          \
  template <class K, class V> void get(In &in, std::C<K, V> &x) {               \
    for (in.open(); !in.close();) {                                             \
      K k{};                                                                    \
      V v{};                                                                    \
      get(in, k);                                                               \
      get(in, v);                                                               \
      x.insert(std::make_pair(k, v));                                           \
    }                                                                           \
  }                                                                             \
  template <class K, class V> void put(Out &out, const std::C<K, V> &x) {       \
    out += '{';                                                                 \
    for (auto &e : x) {                                                         \
      if (out.back() != '{') out += ',';                                        \
      put(out, e.first);                                                        \
      out += ':';                                                               \
      put(out, e.second);                                                       \
    }                                                                           \
    out += '}';                                                                 \
  }
HARNESS_SEQUENCE(vector)
HARNESS_SEQUENCE(list)
HARNESS_SEQUENCE(deque)
HARNESS_SET(set)
HARNESS_SET(unordered_set)
HARNESS_SEQUENCE(multiset)
HARNESS_SEQUENCE(unordered_multiset)
HARNESS_MAP(map)
HARNESS_MAP(unordered_map)

template <class A, class B> void get(In &in, std::pair<A, B> &x) {
  in.open();
  get(in, x.first);
  get(in, x.second);
  in.close();
}
template <class A, class B> void put(Out &out, const std::pair<A, B> &x) {
  out += '(';
  put(out, x.first);
  out += ',';
  put(out, x.second);
  out += ')';
}
template <class T, size_t N> void get(In &in, std::array<T, N> &x) {
  in.open();
  for (size_t i = 0; i < N; i++) get(in, x[i]);
  in.close();
}
template <class T, size_t N> void put(Out &out, const std::array<T, N> &x) { list(out, x, '[', ']'); }
template <class T> void get(In &in, std::stack<T> &x) {
  std::deque<T> items;
  sequence(in, items);
  x = std::stack<T>(items);
}
template <class T> void put(Out &out, std::stack<T> x) {
  std::deque<T> items;
  for (; !x.empty(); x.pop()) items.push_front(x.top());
  put(out, items);
}
template <class T> void get(In &in, std::queue<T> &x) {
  std::deque<T> items;
  sequence(in, items);
  x = std::queue<T>(items);
}
template <class T> void put(Out &out, std::queue<T> x) {
  std::deque<T> items;
  for (; !x.empty(); x.pop()) items.push_back(x.front());
  put(out, items);
}

// poison fills what a candidate may not read: a result that depends on it changes
// with it.
static unsigned char poison;

// Fenced memory ends where a page without access begins: to read or write one
// element too far is a fault. What lies before it is poison.
inline char *fenced(size_t bytes) {
  size_t page = sysconf(_SC_PAGESIZE), size = (bytes + 2 * page - 1) / page * page;
  char *start = (char *)mmap(0, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == (char *)MAP_FAILED) _exit(70);
  std::memset(start, poison, size);
  mprotect(start + size, page, PROT_NONE);
  return start + size - bytes;
}

// Array is an argument of type T[], T* or T[][N][M]...; width is N * M ...
template <class T> struct Array {
  T *p;
  size_t n, rows, width;

  Array(In &in, size_t width) : width(width) {
    std::vector<T> flat;
    rows = 0;
    for (in.open(); !in.close(); rows++) element(in, flat);
    n = flat.size();
    p = (T *)fenced(n * sizeof(T));
    for (size_t i = 0; i < n; i++) new (p + i) T(flat[i]);
  }
  static void element(In &in, std::vector<T> &flat) {
    in.skip();
    if (*in.p != '[') {
      T e{};
      get(in, e);
      flat.push_back(e);
      return;
    }
    for (in.open(); !in.close();) element(in, flat);
  }
  void print(Out &out) {
    out += '[';
    for (size_t i = 0; i < n; i++) {
      if (i) out += width > 1 && i % width == 0 ? "],[" : ",";
      else if (width > 1) out += '[';
      put(out, p[i]);
    }
    out += width > 1 && n ? "]]" : "]";
  }
};

// Text is an argument of type char[] or char*.
struct Text {
  char *p;
  size_t n;

  Text(In &in) {
    std::string s;
    in.skip();
    if (*in.p == '[') {
      for (in.open(); !in.close();) s += in.text();
    } else {
      s = in.text();
    }
    n = s.size();
    p = fenced(n + 1);
    std::memcpy(p, s.c_str(), n + 1);
  }
  void print(Out &out) { quote(out, p, n, '"'); }
};

// Rows is an argument of type T** or T*[].
template <class T> struct Rows {
  T **p;
  std::vector<Array<T> *> rows;

  Rows(In &in) {
    for (in.open(); !in.close();) rows.push_back(new Array<T>(in, 1));
    p = (T **)fenced(rows.size() * sizeof(T *));
    for (size_t i = 0; i < rows.size(); i++) p[i] = rows[i]->p;
  }
  void print(Out &out) {
    out += '[';
    for (size_t i = 0; i < rows.size(); i++) {
      if (i) out += ',';
      rows[i]->print(out);
    }
    out += ']';
  }
};

static bool overflowed; // a signed integer did, which C++ does not define

typedef void (*Glue)(In &, Out &returned, std::vector<Out> &before, std::vector<Out> &after);

static int result; // descriptor of standard output; the candidate's own is a file
static const char *nonce;

static void frame(int index, const char *status, long micros, const std::string &payload) {
  std::string line = std::string("\n@") + nonce + " " + std::to_string(index) + " " + status + " " + std::to_string(micros) + (overflowed ? " 8 " : " 0 ") + payload + "\n";
  for (size_t done = 0; done < line.size();) {
    ssize_t n = write(result, line.data() + done, line.size() - done);
    if (n <= 0) _exit(71);
    done += n;
  }
}

static std::string content(int file, size_t most) {
  std::string s(most, 0);
  ssize_t n = pread(file, &s[0], most, 0);
  s.resize(n < 0 ? 0 : n);
  return s;
}

// dirty leaves poison where the candidate's local variables will be.
__attribute__((noinline)) static void dirty() {
  volatile unsigned char below[1 << 16];
  for (size_t i = 0; i < sizeof below; i++) below[i] = poison;
}

static void child(Glue glue, const char *line, int index, int printed) {
  poison += index; // an input that comes again meets other bytes
  mallopt(M_PERTURB, poison);
  In in{line};
  Out returned;
  std::vector<Out> before, after;
  dirty();
  struct rusage use;
  long micros = 0;
  try {
    glue(in, returned, before, after);
  } catch (const std::exception &e) {
    frame(index, "raised", 0, std::string("exception: ") + e.what());
    _exit(77);
  } catch (...) {
    frame(index, "raised", 0, "exception");
    _exit(77);
  }
  getrusage(RUSAGE_SELF, &use);
  micros = (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000L + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
  std::cout.flush();
  std::fflush(stdout);
  Out text, changed("[");
  std::string s = content(printed, 1 << 14);
  quote(text, s.data(), s.size(), '"');
  for (size_t i = 0; i < after.size(); i++) {
    if (before[i] == after[i]) continue;
    if (changed.size() > 1) changed += ',';
    changed += "(" + std::to_string(i) + "," + after[i] + ")";
  }
  frame(index, "ok", micros, returned + "\t" + changed + "]\t" + text);
  _exit(77);
}

// serve reads "nonce candidate start limit-in-microseconds patience poison" and a
// line for each input.
static int serve(const Glue *glues, int count) {
  std::string all((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
  std::istringstream lines(all);
  std::string name, line;
  int candidate, start, patience, seed;
  long limit;
  lines >> name >> candidate >> start >> limit >> patience >> seed;
  std::getline(lines, line);
  if (candidate < 0 || candidate >= count) return 72;
  nonce = name.c_str();
  poison = seed;
  result = fcntl(1, F_DUPFD_CLOEXEC, 50);
  int null = open("/dev/null", O_RDWR);
  dup2(null, 0);
  for (int index = 0; std::getline(lines, line); index++) {
    if (index < start) continue;
    int files[2];
    for (int &f : files) {
      char path[] = "tmp/printXXXXXX";
      f = mkstemp(path);
      if (f >= 0) unlink(path);
      else f = dup(null);
    }
    pid_t pid = fork();
    if (pid < 0) return 73;
    if (pid == 0) {
      dup2(files[0], 1);
      dup2(files[1], 2);
      struct itimerval timer = {{0, 0}, {limit / 1000000, limit % 1000000}};
      setitimer(ITIMER_PROF, &timer, 0);
      child(glues[candidate], line.c_str(), index, files[0]);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0) {
    }
    if (WIFSIGNALED(status)) {
      int s = WTERMSIG(status);
      std::string why = strsignal(s), said = content(files[1], 4096);
      bool late = s == SIGPROF || s == SIGXCPU;
      patience -= late;
      frame(index, late ? "timeout" : "raised", 0, why + (s == SIGSEGV ? " (reads or writes outside of its arrays, or no stack left)" : "") + ": " + said.substr(0, said.find('\n')));
    } else if (WEXITSTATUS(status) != 77) {
      std::string said = content(files[1], 4096);
      size_t at = said.find("runtime error: ");
      if (at != std::string::npos) {
        frame(index, "undefined", 0, said.substr(at + 15, said.find('\n', at) - at - 15));
      } else if (WEXITSTATUS(status) == 86) {
        at = said.find("AddressSanitizer: ");
        frame(index, "undefined", 0, at == std::string::npos ? "access outside of an object" : said.substr(at + 18, said.find(' ', at + 18) - at - 18));
      } else {
        frame(index, "raised", 0, "ended with exit code " + std::to_string(WEXITSTATUS(status)) + " before it returned");
      }
    }
    close(files[0]);
    close(files[1]);
    if (patience <= 0) {
      frame(-1, "late", 0, "");
      return 0;
    }
  }
  frame(-1, "end", 0, "");
  return 0;
}

} // namespace harness_NONCE

// What the compiler calls where a signed integer overflows, in programs that are
// compiled to be watched.
extern "C" {
void __ubsan_handle_add_overflow(void *, void *, void *) { harness_NONCE::overflowed = true; }
void __ubsan_handle_sub_overflow(void *, void *, void *) { harness_NONCE::overflowed = true; }
void __ubsan_handle_mul_overflow(void *, void *, void *) { harness_NONCE::overflowed = true; }
void __ubsan_handle_negate_overflow(void *, void *) { harness_NONCE::overflowed = true; }
void __ubsan_handle_divrem_overflow(void *, void *, void *) { harness_NONCE::overflowed = true; }
}
