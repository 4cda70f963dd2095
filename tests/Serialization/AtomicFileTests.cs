using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>A file is there whole or as it was before, and nothing else is left in its folder.</summary>
public sealed class AtomicFileTests
{
    [Fact]
    public void A_file_is_replaced_as_a_whole()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a.txt"], "long enough");
        AtomicFile.WriteText(folder["a.txt"], "ä");
        Assert.Equal([0xC3, 0xA4], File.ReadAllBytes(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Files);
    }

    [Fact]
    public void A_failure_in_the_midst_leaves_what_stood_there()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a.txt"], "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["a.txt"], stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Contains("disk full", Assert.Throws<DataException>(() => AtomicFile.Write(folder["a.txt"], _ => throw new IOException("disk full"))).Message);
        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Files);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        foreach (var path in (string[])[folder["absent/a.txt"], folder["file/a.txt"]])
        {
            var error = Assert.Throws<DataException>(() => AtomicFile.WriteText(path, "x"));
            Assert.StartsWith($"{path} cannot be written: ", error.Message);
        }
        Directory.CreateDirectory(folder["taken"]);
        Assert.Throws<DataException>(() => AtomicFile.WriteText(folder["taken"], "x"));
        Assert.Equal(["file", "taken"], folder.Files);
    }

    [Fact]
    public void A_writer_may_close_the_stream()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["a.txt"], stream => stream.Dispose());
        Assert.Equal(["a.txt"], folder.Files);
    }
}
