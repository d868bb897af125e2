import com.sun.source.util.JavacTask;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Reads members of a class from standard input, each ended by a NUL, and has javac's parser read
 * each in a class of its own. Writes a line for each: its first error, empty where there is none.
 * Nothing is compiled or run.
 */
public class ParseAll {
  public static void main(String[] arguments) throws Exception {
    String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringBuilder out = new StringBuilder();
    for (int from = 0; from < input.length(); ) {
      int end = input.indexOf('\0', from);
      out.append(problem(compiler, "class C {\n" + input.substring(from, end) + "\n}\n")).append('\n');
      from = end + 1;
    }
    System.out.write(out.toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static String problem(JavaCompiler compiler, String text) throws Exception {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///C.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, found, List.of("-proc:none"), null, List.of(file));
    try {
      for (Object unit : task.parse()) {}
    } catch (Throwable e) {
      return e.toString().replace('\n', ' ');
    }
    for (Diagnostic<?> diagnostic : found.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        String message = diagnostic.getMessage(null).replace('\n', ' ');
        return "line " + (diagnostic.getLineNumber() - 1) + ": " + message;
      }
    }
    return "";
  }
}
