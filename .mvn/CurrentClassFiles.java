import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar that were compiled for Java 5 or earlier the format of Java 25, with the
 * stack maps that it needs: java .mvn/CurrentClassFiles.java JAR. An AOT cache takes in only classes
 * that are verified by such maps, and those of picocli have none.
 */
public final class CurrentClassFiles {
    private final ZipFile jar;
    private final ClassFile format;

    private CurrentClassFiles(ZipFile jar) {
        this.jar = jar;
        this.format =
                ClassFile.of(
                        ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(this::source)));
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Path made = Path.of(args[0] + ".new");
        try (ZipFile jar = new ZipFile(file.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            new CurrentClassFiles(jar).writeTo(out);
        }
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void writeTo(ZipOutputStream out) throws IOException {
        for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements();) {
            ZipEntry entry = entries.nextElement();
            byte[] bytes = jar.getInputStream(entry).readAllBytes();
            ZipEntry copy = new ZipEntry(entry.getName());
            copy.setTimeLocal(entry.getTimeLocal()); // so that two builds give the same bytes
            out.putNextEntry(copy);
            out.write(entry.getName().endsWith(".class") ? current(entry.getName(), bytes) : bytes);
            out.closeEntry();
        }
    }

    private byte[] current(String name, byte[] bytes) {
        ClassModel old = format.parse(bytes);
        if (old.majorVersion() >= ClassFile.JAVA_6_VERSION) {
            return bytes;
        }
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.JAVA_25_VERSION, 0);
            } else {
                builder.with(element);
            }
        };
        byte[] current =
                format.transformClass(
                        old,
                        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                                .andThen(version));
        if (!format.verify(current).isEmpty()) {
            throw new IllegalStateException(
                    name + " cannot be verified any more: " + format.verify(current).get(0));
        }
        return current;
    }

    /** The class file of a class of the jar or of the JDK, or null if it is elsewhere. */
    private InputStream source(ClassDesc type) {
        String descriptor = type.descriptorString();
        String name = descriptor.substring(1, descriptor.length() - 1) + ".class";
        ZipEntry entry = jar.getEntry(name);
        try {
            return entry == null
                    ? ClassLoader.getSystemResourceAsStream(name)
                    : jar.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
