using NeuralCore.Tests.Data;

namespace NeuralCore.Tests.Cli;

/// <summary>A scene that trains in seconds, as MAT files: four fields of 12×12 pixels and 20 bands, told apart by any network.</summary>
internal static class SmallScene
{
    public const int Side = 24, Bands = 20;

    /// <summary>Writes a cube <c>cube</c> and labels <c>gt</c>, both changed by the caller as it likes, into one file.</summary>
    public static string Write(string path, Action<float[]>? changeCube = null, Action<int[]>? changeLabels = null)
    {
        File.WriteAllBytes(path, new MatWriter(isBig: false).Version5(Cube(changeCube), Labels(changeLabels)));
        return path;
    }

    public static string WriteCube(string path)
    {
        File.WriteAllBytes(path, new MatWriter(isBig: false).Version5(Cube(null)));
        return path;
    }

    /// <summary>Labels of the first rows only.</summary>
    public static string WriteLabels(string path, int rows = Side)
    {
        object[] values = [.. Enumerable.Range(0, Side * rows).Select(i => (object)FieldOf(i % rows, i / rows))];
        File.WriteAllBytes(path, new MatWriter(isBig: false).Version5(new MatWriter(isBig: false).Matrix("gt", 9, [rows, Side], 2, values)));
        return path;
    }

    private static int FieldOf(int row, int column) => 1 + row / 12 * 2 + column / 12;

    // MATLAB's order: the row runs fastest, then the column, then the band.
    private static byte[] Cube(Action<float[]>? change)
    {
        var noise = new double[Side * Side * Bands];
        new Generator(1, Generator.Streams.Data).Normal(noise);
        var cube = new float[noise.Length];
        for (var i = 0; i < cube.Length; i++)
        {
            var (row, column, band) = (i % Side, i / Side % Side, i / Side / Side);
            cube[i] = (float)(5 + Math.Sin(FieldOf(row, column) * (band + 1)) + 0.3 * noise[i]);
        }
        change?.Invoke(cube);
        return new MatWriter(isBig: false).Matrix("cube", 7, [Side, Side, Bands], 7, [.. cube.Select(value => (object)value)]);
    }

    private static byte[] Labels(Action<int[]>? change)
    {
        var labels = Enumerable.Range(0, Side * Side).Select(i => i % 7 == 0 ? 0 : FieldOf(i % Side, i / Side)).ToArray();
        change?.Invoke(labels);
        return new MatWriter(isBig: false).Matrix("gt", 12, [Side, Side], 5, [.. labels.Select(value => (object)value)]);
    }
}
