namespace NeuralCore.Data;

/// <summary>An image of many spectral bands with a class for some of its pixels.</summary>
public sealed class HyperspectralScene
{
    /// <summary>A scene of a cube [H, W, B] and labels [H, W], where 0 is background and every other value a class.</summary>
    /// <param name="name">What messages and reports call it: a path, or <c>synthetic</c>.</param>
    /// <param name="shape">The cube's extents [H, W, B].</param>
    /// <param name="cube">Row-major values, the band innermost.</param>
    /// <param name="labelsShape">The labels' extents [H, W].</param>
    /// <param name="labels">Row-major labels; values with gaps between them become the classes 1, 2, 3, …</param>
    /// <param name="names">The name of each label value from 0 on, where the file has them.</param>
    /// <exception cref="DataException">The sizes differ, the cube holds NaN or Inf, a label is negative, or no pixel has a class.</exception>
    public HyperspectralScene(string name, Shape shape, float[] cube, Shape labelsShape, int[] labels, IReadOnlyList<string>? names = null)
    {
        if (shape.Rank != 3 || shape.Count != cube.Length || shape.Count == 0)
            throw new DataException($"{name}: the cube has the shape {shape} and {cube.Length} values; expected three dimensions, height × width × bands, none empty");
        if (labelsShape != shape[..2] || labels.Length != labelsShape.Count)
            throw new DataException($"{name}: the labels are {labelsShape}, the cube is {shape}; expected labels of the cube's height and width {shape[..2]}");
        (Name, Shape, Cube) = (name, shape, cube);
        RequireFinite();
        LabelValues = [.. labels.Distinct().Where(label => label != 0).Order()];
        if (LabelValues.Length == 0) throw new DataException($"{name}: all labels are 0 (background); expected at least one class");
        if (LabelValues[0] < 0) throw new DataException($"{name}: a label is {LabelValues[0]}; expected 0 for background and positive classes");
        var classOf = LabelValues.Index().ToDictionary(pair => pair.Item, pair => pair.Index + 1);
        Labels = Array.ConvertAll(labels, label => label == 0 ? 0 : classOf[label]);
        ClassNames = [.. LabelValues.Select(value => value < names?.Count ? names[value] : $"{value}")];
        LabelledPixels = [.. Labels.Index().Where(pair => pair.Item != 0).Select(pair => pair.Index)];
    }

    /// <summary>What messages and reports call the scene.</summary>
    public string Name { get; }

    /// <summary>Height, width and bands: [H, W, B].</summary>
    public Shape Shape { get; }

    /// <summary>The number of rows.</summary>
    public int Height => Shape[0];

    /// <summary>The number of pixels in a row.</summary>
    public int Width => Shape[1];

    /// <summary>The number of spectral bands.</summary>
    public int Bands => Shape[2];

    /// <summary>The values [H, W, B], all finite.</summary>
    public float[] Cube { get; }

    /// <summary>The class of each pixel [H, W]: 1 to <see cref="Classes"/>, and 0 for background.</summary>
    public int[] Labels { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => LabelValues.Length;

    /// <summary>The label in the file of each class: class c was <c>LabelValues[c − 1]</c>.</summary>
    public int[] LabelValues { get; }

    /// <summary>The name of each class: class c is <c>ClassNames[c − 1]</c>; the label's number where the file gives none.</summary>
    public string[] ClassNames { get; }

    /// <summary>The indices row·W + column of all pixels with a class, in order.</summary>
    public int[] LabelledPixels { get; }

    /// <summary>The targets of some pixels as a loss wants them, counted from 0.</summary>
    public long[] Targets(ReadOnlySpan<int> pixels)
    {
        var targets = new long[pixels.Length];
        for (var i = 0; i < targets.Length; i++) targets[i] = Labels[pixels[i]] - 1;
        return targets;
    }

    private void RequireFinite()
    {
        var at = Array.FindIndex(Cube, value => !float.IsFinite(value));
        if (at < 0) return;
        var (pixel, band) = Math.DivRem(at, Bands);
        throw new DataException($"{Name}: the cube holds {(float.IsNaN(Cube[at]) ? "NaN" : "Inf")} at row {pixel / Width}, column {pixel % Width}, band {band} (counted from 0); expected finite values");
    }
}
