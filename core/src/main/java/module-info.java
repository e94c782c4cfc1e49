/**
 * File mapping for Java: map any file, see what of it is in memory, make it durable, unmap it now.
 *
 * <p>Start with {@link io.fileview.FileMapping} and {@link io.fileview.View}. The Linux engine
 * calls the operating system and needs {@code --enable-native-access=io.fileview}; the portable
 * engine needs nothing. The modules {@code jdk.jfr} and {@code java.management} are optional:
 * without the first there are no flight recorder events, without the second no management bean.
 */
module io.fileview {
    requires static org.jspecify;
    requires static jdk.jfr;
    requires static java.management;

    exports io.fileview;
    exports io.fileview.pages;
    exports io.fileview.guarded;
    exports io.fileview.flush;
    exports io.fileview.commit;
    exports io.fileview.management;
    exports io.fileview.spi;

    uses io.fileview.spi.Engine;
}
