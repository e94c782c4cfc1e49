package io.fileview.messages;

import io.fileview.errors.ErrorTexts;
import io.fileview.linux.LinuxProvocations;
import io.fileview.portable.PortableProvocations;
import io.fileview.testing.EngineUnderTest;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes all provocations in one process, and prints what they are answered with. */
final class ProvokeAll {
    /** Held, so that its level lasts. */
    private static final Logger LOGGER = Logger.getLogger("io.fileview");

    private ProvokeAll() {}

    public static void main(String[] args) throws Throwable {
        LOGGER.setLevel(Level.OFF);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(out);
        Path directory = Path.of(args[0]);
        out.println("LANGUAGE " + textOfNotADirectory());
        List<Provocation> all = new ArrayList<>();
        all.addAll(ApiProvocations.in(directory));
        if (EngineUnderTest.isLinux()) {
            all.addAll(LinuxProvocations.all());
        } else if (EngineUnderTest.isMemory()) {
            all.addAll(FaultProvocations.all());
        } else {
            all.addAll(PortableProvocations.in(directory));
        }
        if (!EngineUnderTest.isMemory()) {
            all.addAll(EngineProvocations.in(directory));
            all.addAll(DenialProvocations.in(directory));
        }
        for (Provocation provocation : all) {
            out.println(answer(provocation).print().replace(args[0], "/DIRECTORY"));
        }
        out.println("DONE " + all.size());
    }

    private static Provoked answer(Provocation provocation) {
        try {
            provocation.act().run();
        } catch (Throwable failure) {
            return Provoked.of(provocation.name(), failure);
        }
        return Provoked.of(
                provocation.name(), new AssertionError("was not refused: " + provocation.name()));
    }

    /** The text with which the JDK meets an error, and what it is recognized as. */
    private static String textOfNotADirectory() throws java.io.IOException {
        try {
            Files.readSymbolicLink(Path.of("/dev/null/entry"));
            return "nothing";
        } catch (FileSystemException failure) {
            return ErrorTexts.errorOf(failure) + " " + failure.getReason();
        }
    }
}
