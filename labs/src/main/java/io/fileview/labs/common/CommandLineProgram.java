package io.fileview.labs.common;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command {@code fileview} as a process of its own, which is killed and measured without its
 * launcher: from the jar that the launcher uses, with the same options, or from the class path of this
 * process.
 */
public final class CommandLineProgram {
    private static final List<String> OPTIONS_OF_LAUNCHER =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable");

    private CommandLineProgram() {}

    /**
     * Returns what runs the command.
     *
     * @param words its arguments
     * @return the program and all its arguments
     */
    public static List<String> with(Object... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS_OF_LAUNCHER);
        String jar = System.getProperty("fileview.jar", "");
        String cache = System.getProperty("fileview.aot", "");
        if (jar.isEmpty()) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.addAll(
                    List.of("-cp", System.getProperty("java.class.path"), "io.fileview.cli.Main"));
        } else {
            if (!cache.isEmpty()) {
                command.add("-XX:AOTCache=" + cache);
            }
            command.addAll(List.of("-jar", jar));
        }
        for (Object word : words) {
            command.add(word.toString());
        }
        return command;
    }
}
