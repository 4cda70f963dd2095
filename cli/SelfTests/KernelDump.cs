using System.Text;
using NeuralCore.Backends.Gpu;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.SelfTests;

/// <summary>Writes the text of every compiled kernel into a folder: a file each, numbered as they were compiled.</summary>
internal static class KernelDump
{
    private const int LongestName = 120;

    /// <summary>Makes the folder if need be and writes the files; gives their number.</summary>
    /// <exception cref="DataException">The folder cannot be made or written.</exception>
    public static int Write(string folder, IReadOnlyList<GpuProgram> programs)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"the folder {folder} cannot be made: {error.Message}", error);
        }
        foreach (var (i, program) in programs.Index())
            AtomicFile.WriteText(Path.Combine(folder, $"{i + 1:d3}-{Name(program.Kernel)}{(program.LiveRegisters is null ? ".cl" : ".ptx")}"), program.Text);
        return programs.Count;
    }

    private static string Name(string kernel)
    {
        var text = new StringBuilder();
        foreach (var c in kernel)
            if (char.IsAsciiLetterOrDigit(c)) text.Append(c);
            else if (text is [.., not '-']) text.Append('-');
        return text.ToString()[..Math.Min(text.Length, LongestName)].Trim('-');
    }
}
