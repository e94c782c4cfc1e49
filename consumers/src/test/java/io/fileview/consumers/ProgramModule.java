package io.fileview.consumers;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/** The program of the projects as a module, app. */
final class ProgramModule {
    private ProgramModule() {}

    /** Compiles it into a directory of a directory. */
    static Path compile(Path directory) throws IOException, InterruptedException {
        Path descriptor = directory.resolve("module-info.java");
        Files.writeString(descriptor, "module app { requires io.fileview; }");
        Path classes = directory.resolve("app");
        jdk(
                "javac",
                "-d", classes.toString(),
                "-p", Projects.library().toString(),
                descriptor.toString(),
                "target/project-sources/program/app/Main.java");
        return classes;
    }

    /** Runs a tool of the JDK, and returns what it says; fails with that. */
    static String jdk(String tool, String... arguments) throws IOException {
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(printer, printer, arguments);
        if (code != 0) {
            throw new IOException(tool + " ended with " + code + ": " + said);
        }
        return said.toString();
    }
}
