import io.fileview.ndis.MiniportHost;
import io.fileview.ndis.MiniportReport;
import io.fileview.ndis.NdisFiles;
import io.fileview.ndis.NdisHandle;
import io.fileview.ndis.NdisStatus;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** The example in the documentation of NDIS files: loads firmware as a driver does. */
@SuppressWarnings("DefaultPackage") // snippets find it by its file name alone
public final class LoadFirmware {
    private LoadFirmware() {}

    /**
     * Runs the program.
     *
     * @param arguments the driver directory, and the name of a file in it
     * @throws IOException if the firmware cannot be loaded
     */
    public static void main(String[] arguments) throws IOException {
        String name = arguments[1];
        MiniportHost host = MiniportHost.in(Path.of(arguments[0]));
        MiniportReport report = host.initialize(files -> load(files, name));
        System.out.println(NdisStatus.nameOf(report.status()) + " " + report.violations());
    }

    private static int load(NdisFiles files, String name) throws IOException {
        // @start region="load"
        NdisHandle firmware = files.ndisOpenFile(name, NdisFiles.ANY_ADDRESS).opened();
        MemorySegment buffer = files.ndisMapFile(firmware).mapped(); // exclusive until it is unmapped
        send(buffer);
        files.ndisUnmapFile(firmware); // the buffer is invalid now; the file may be mapped again
        files.ndisCloseFile(firmware);
        // @end
        return NdisStatus.NDIS_STATUS_SUCCESS;
    }

    private static void send(MemorySegment buffer) {
        long sum = 0;
        for (long i = 0; i < buffer.byteSize(); i++) {
            sum += Byte.toUnsignedLong(buffer.get(ValueLayout.JAVA_BYTE, i));
        }
        System.out.println("sent " + buffer.byteSize() + " bytes, sum " + sum);
    }
}
