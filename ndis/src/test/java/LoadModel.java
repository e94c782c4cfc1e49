import io.fileview.ndis.ExclusiveFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** What the documentation shows of exclusive files: reads a model now and then. */
@SuppressWarnings("DefaultPackage") // the documentation finds it by its file name alone
public final class LoadModel {
    private LoadModel() {}

    /**
     * Runs the program.
     *
     * @param arguments the file
     * @throws IOException if the file cannot be mapped
     */
    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[0]);
        // @start region="load"
        try (ExclusiveFile model = ExclusiveFile.open(path)) {
            MemorySegment bytes = model.map(); // nobody else has it now
            System.out.println("starts with " + bytes.get(ValueLayout.JAVA_BYTE, 0));
            model.unmap(); // takes no memory until it is mapped again
        }
        // @end
    }
}
