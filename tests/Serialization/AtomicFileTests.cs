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
            Assert.DoesNotContain(".tmp", error.Message);
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

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a.txt"], "whole");
        string[] others = [".hidden.tmp", ".a.txt.12.tmp", "b.tmp", ".a.txt.0123456789abcdef0123456789abcdeg.tmp"];
        foreach (var name in others) File.WriteAllText(folder[name], "somebody else's");
        string? beside = null;
        AtomicFile.Write(folder["a.txt"], stream =>
        {
            // As a kill would leave it, under another number.
            beside = Assert.Single(folder.Files.Select(f => folder[f]), f => !others.Append("a.txt").Contains(Path.GetFileName(f)));
            File.WriteAllText(beside.Replace(Path.GetFileName(beside)[7..39], new string('7', 32)), "half");
        });
        Assert.Contains(folder.Files, f => f.EndsWith(new string('7', 32) + ".tmp", StringComparison.Ordinal));
        AtomicFile.RemoveLeftovers(folder[""]);
        Assert.Equal(others.Append("a.txt").Order(StringComparer.Ordinal), folder.Files.Order(StringComparer.Ordinal));
        AtomicFile.RemoveLeftovers(folder["absent"]);
    }
}
