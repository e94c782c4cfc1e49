/**
 * File mapping for Java: map any file, see what of it is in memory, make it durable, unmap it now.
 *
 * <p>Start with {@link io.fileview.FileMapping} and {@link io.fileview.View}. The Linux engine calls
 * the operating system and needs {@code --enable-native-access=io.fileview}; the portable engine
 * needs nothing.
 */
module io.fileview {
    requires static org.jspecify;
    requires jdk.jfr;
    requires transitive java.management;

    exports io.fileview;
    exports io.fileview.spi;

    uses io.fileview.spi.Engine;

    provides io.fileview.spi.Engine with
            io.fileview.linux.LinuxEngine,
            io.fileview.portable.PortableEngine;
}
