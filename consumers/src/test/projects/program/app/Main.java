package app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Says what is in a file at an offset, and writes a text there, both through a view: FILE OFFSET TEXT */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        byte[] text = arguments[2].getBytes(StandardCharsets.US_ASCII);
        try (FileMapping mapping = FileMapping.open(Path.of(arguments[0]), Protection.READ_WRITE);
                View view = mapping.map(Long.parseLong(arguments[1]), text.length)) {
            byte[] before = view.segment().toArray(JAVA_BYTE);
            view.segment().copyFrom(MemorySegment.ofArray(text));
            view.flush(Durability.DEVICE);
            System.out.println(mapping.engine());
            System.out.println(new String(before, StandardCharsets.US_ASCII));
        }
    }
}
