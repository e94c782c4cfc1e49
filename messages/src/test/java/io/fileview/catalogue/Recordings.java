package io.fileview.catalogue;

import io.fileview.catalogue.Thrown.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** Flight recordings of the exceptions that processes made. */
final class Recordings {
    private Recordings() {}

    /** The option that lets a JVM record all exceptions into a directory. */
    static String option(Path directory) {
        return "-XX:StartFlightRecording:settings=none,filename="
                + directory.resolve("%p.jfr")
                + ",+jdk.JavaExceptionThrow#enabled=true,+jdk.JavaExceptionThrow#stackTrace=true"
                + ",+jdk.JavaErrorThrow#enabled=true,+jdk.JavaErrorThrow#stackTrace=true";
    }

    /** Reads all recordings of a directory; a process that was killed has left an empty one. */
    static void read(Path directory, Consumer<Thrown> each) throws IOException {
        List<Path> recordings;
        try (Stream<Path> files = Files.list(directory)) {
            recordings = files.filter(path -> path.toString().endsWith(".jfr")).sorted().toList();
        }
        for (Path recording : recordings) {
            if (Files.size(recording) == 0) {
                continue;
            }
            try (RecordingFile events = new RecordingFile(recording)) {
                while (events.hasMoreEvents()) {
                    add(events.readEvent(), each);
                }
            }
        }
    }

    private static void add(RecordedEvent event, Consumer<Thrown> each) {
        if (!event.hasField("thrownClass") || event.getStackTrace() == null) {
            return;
        }
        List<Frame> frames = new ArrayList<>();
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            RecordedMethod method = frame.getMethod();
            boolean isOfException =
                    frames.isEmpty()
                            && method.getName().equals("<init>")
                            && method.getType()
                                    .getName()
                                    .matches(".*(Exception|Error|Failure|Throwable)");
            if (!isOfException) {
                frames.add(
                        new Frame(
                                file(method.getType().getName()),
                                frame.getLineNumber(),
                                method.getName()));
            }
        }
        String type = event.getClass("thrownClass").getName();
        if (!frames.isEmpty() && frames.getFirst().file().startsWith("io/fileview/")) {
            each.accept(
                    new Thrown(
                            type.substring(type.lastIndexOf('.') + 1).replaceAll(".*\\$", ""),
                            String.valueOf(event.getString("message")),
                            frames));
        }
    }

    private static String file(String type) {
        int nested = type.indexOf('$');
        return (nested < 0 ? type : type.substring(0, nested)).replace('.', '/') + ".java";
    }
}
