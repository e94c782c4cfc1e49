package io.fileview.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A file that the program of the projects shall change, and what must be in it then. */
final class MappedFile {
    private static final int SIZE = 20_000;
    private static final int OFFSET = 8_190; // the text crosses a page
    private static final String BEFORE = "was here before";
    private static final String AFTER = "written by view";

    private MappedFile() {}

    /** Runs the program with the file, and looks at what it says and at what it has written. */
    static void isChangedBy(Path directory, List<String> program)
            throws IOException, InterruptedException {
        Path file = directory.resolve("mapped");
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) '.');
        put(BEFORE, bytes);
        Files.write(file, bytes);

        List<String> words = new ArrayList<>(program);
        words.addAll(List.of(file.toString(), Integer.toString(OFFSET), AFTER));
        Program.Output output = Program.run(directory, Map.of(), words);

        String engine = System.getProperty("os.name").equals("Linux") ? "linux" : "portable";
        assertThat(output.out()).containsExactly(engine, BEFORE);
        assertThat(output.err()).isEmpty();
        put(AFTER, bytes);
        assertThat(file).hasBinaryContent(bytes);
    }

    private static void put(String text, byte[] bytes) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, OFFSET, ascii.length);
    }
}
