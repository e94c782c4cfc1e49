/** Programs that try to break the promises of Fileview: power cuts, I/O errors, bad pages, clusters, killed
 * programs, containers, memory pressure, machines of 64-bit ARM; and one that compares it with others. */
module io.fileview.labs {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.fileview;
    requires java.xml;
    requires static org.jspecify;

    opens io.fileview.labs.arm64 to
            info.picocli;
    opens io.fileview.labs.cluster to
            info.picocli;
    opens io.fileview.labs.common to
            info.picocli;
    opens io.fileview.labs.compare to
            info.picocli;
    opens io.fileview.labs.containers to
            info.picocli;
    opens io.fileview.labs.disk to
            info.picocli;
    opens io.fileview.labs.frozen to
            info.picocli;
    opens io.fileview.labs.ioerrors to
            info.picocli;
    opens io.fileview.labs.kills to
            info.picocli;
    opens io.fileview.labs.pages to
            info.picocli;
    opens io.fileview.labs.powercut to
            info.picocli;
    opens io.fileview.labs.pressure to
            info.picocli;
    opens io.fileview.labs.sizes to
            info.picocli;
    opens io.fileview.labs.storm to
            info.picocli;
    opens io.fileview.labs.windows to
            info.picocli;
}
