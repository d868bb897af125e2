import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import java.util.zip.*;
import javax.tools.*;

/**
 * Compiles many programs in one JVM, each by itself. Arguments are pairs of a
 * number and a folder of source files; out/NUMBER.jar or out/NUMBER.error (file,
 * tab, line, tab, message) is written for each, one after the other.
 */
public class Batch {
    public static void main(String[] args) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            for (int i = 0; i + 1 < args.length; i += 2) {
                String result;
                try {
                    result = compile(compiler, files, args[i], new File(args[i + 1]));
                } catch (Throwable t) { // the compiler's own errors, StackOverflowError among them
                    result = "\t0\t" + t;
                }
                if (result != null) {
                    Files.writeString(Path.of("out", args[i] + ".error"), result);
                }
            }
        }
    }

    static String compile(JavaCompiler compiler, StandardJavaFileManager files, String number, File folder) throws IOException {
        List<File> sources;
        try (Stream<Path> paths = Files.walk(folder.toPath())) {
            sources = paths.filter(p -> p.toString().endsWith(".java")).sorted().map(Path::toFile).toList();
        }
        File classes = new File("tmp", number);
        classes.mkdirs();
        files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(classes));
        files.setLocation(StandardLocation.CLASS_PATH, List.of(classes));
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-nowarn", "-XDuseUnsharedTable=true", "-Xmaxerrs", "1");
        boolean ok = compiler.getTask(Writer.nullWriter(), files, found, options, null, files.getJavaFileObjectsFromFiles(sources)).call();
        for (Diagnostic<? extends JavaFileObject> d : found.getDiagnostics()) {
            if (!ok && d.getKind() == Diagnostic.Kind.ERROR) {
                String file = d.getSource() == null ? "" : folder.toPath().relativize(Path.of(d.getSource().getName())).toString();
                return file + "\t" + d.getLineNumber() + "\t" + d.getMessage(Locale.ROOT);
            }
        }
        if (!ok) {
            return "\t0\tthe compiler refused it";
        }
        Path jar = Path.of("tmp", number + ".jar");
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)))) {
            out.setLevel(0);
            try (Stream<Path> paths = Files.walk(classes.toPath())) {
                for (Path p : paths.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(new ZipEntry(classes.toPath().relativize(p).toString()));
                    Files.copy(p, out);
                    out.closeEntry();
                }
            }
        }
        Files.move(jar, Path.of("out", number + ".jar"));
        return null;
    }
}
