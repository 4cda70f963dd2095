namespace NeuralCore.Data;

/// <summary>A plain cut into rectangular fields, each grown with one material; some of their pixels carry a label.</summary>
/// <remarks>
/// The fields, in random order, are laid out as a binary treemap: the list is halved by area, the rectangle is cut
/// across its longer side in the same proportion, and so on down to single fields.
/// </remarks>
internal sealed class FieldMap
{
    private const int FieldPixels = 300, LeastPixels = 120, LargestAspect = 4, BackgroundMaterials = 4, Attempts = 1000;
    private const double Slack = 1.15;

    private readonly int _width;
    private readonly Field[] _fields;

    /// <summary>A field of a material that needs room for its labelled pixels and gets about <paramref name="Area"/> of it.</summary>
    private readonly record struct Field(int Material, int Labelled, double Area);

    private readonly record struct Rectangle(int Row, int Column, int Rows, int Columns)
    {
        public int Area => Rows * Columns;
    }

    private FieldMap(int height, int width, Field[] fields)
    {
        (_width, _fields) = (width, fields);
        (Labels, FieldOf) = (new int[height * width], new int[height * width]);
    }

    /// <summary>The class of each pixel [H, W]: 1, 2, … and 0 where it has none.</summary>
    public int[] Labels { get; }

    /// <summary>The field that each pixel [H, W] lies in.</summary>
    public int[] FieldOf { get; }

    /// <summary>The material of each field: class c is material c − 1; those after the last class are never labelled.</summary>
    public int[] MaterialOf => Array.ConvertAll(_fields, plot => plot.Material);

    /// <summary>The number of materials, background included.</summary>
    public static int MaterialsOf(int classes) => classes + BackgroundMaterials;

    /// <summary>Lays out fields so that class c has exactly <c>sizes[c − 1]</c> labelled pixels.</summary>
    /// <exception cref="UsageException">The classes do not fit on the plain.</exception>
    public static FieldMap Create(int height, int width, int[] sizes, Generator random)
    {
        var fields = Fields(height * width, sizes, random);
        for (var i = 0; i < Attempts; i++)
        {
            random.Shuffle(fields.AsSpan());
            var map = new FieldMap(height, width, fields);
            if (map.LayOut(new Rectangle(0, 0, height, width), 0, fields.Length)) return map;
        }
        throw new UsageException($"{sizes.Sum()} labelled pixels of {sizes.Length} classes do not fit on {height} × {width} pixels; expected at most two thirds to be labelled");
    }

    private static Field[] Fields(int area, int[] sizes, Generator random)
    {
        var fields = new List<Field>();
        for (var c = 0; c < sizes.Length; c++)
            foreach (var part in Parts(sizes[c], random)) fields.Add(new Field(c, part, Math.Max(LeastPixels, Slack * part)));
        foreach (var part in Parts((int)(area - fields.Sum(field => field.Area)), random))
            fields.Add(new Field(sizes.Length + random.NextInt(BackgroundMaterials), 0, part));
        return [.. fields];
    }

    /// <summary>A number of pixels in parts of about the size of a field, none less than half as large as another.</summary>
    private static IEnumerable<int> Parts(int pixels, Generator random)
    {
        for (var count = Math.Max(1, pixels / FieldPixels); count > 0 && pixels > 0; count--)
        {
            var part = count == 1 ? pixels : (int)(pixels / (double)count * (0.67 + 0.66 * random.NextDouble()));
            pixels -= part;
            yield return part;
        }
    }

    /// <summary>False when a field becomes a mere strip, or rounding to whole rows leaves it without the room it needs.</summary>
    private bool LayOut(Rectangle place, int first, int end)
    {
        if (end - first == 1)
        {
            Fill(place, first);
            return Math.Max(place.Rows, place.Columns) <= LargestAspect * Math.Min(place.Rows, place.Columns);
        }
        var (half, area) = (0.0, Sum(first, end, field => field.Area));
        var middle = first;
        do half += _fields[middle++].Area;
        while (middle < end - 1 && half + _fields[middle].Area / 2 < area / 2);

        var isWide = place.Columns >= place.Rows;
        var (length, across) = isWide ? (place.Columns, place.Rows) : (place.Rows, place.Columns);
        var least = Math.Max(1, Ceiling(Sum(first, middle, field => field.Labelled), across));
        var most = length - Math.Max(1, Ceiling(Sum(middle, end, field => field.Labelled), across));
        if (least > most) return false;
        var cut = Math.Clamp((int)Math.Round(length * half / area), least, most);
        var (one, other) = isWide
            ? (place with { Columns = cut }, place with { Column = place.Column + cut, Columns = length - cut })
            : (place with { Rows = cut }, place with { Row = place.Row + cut, Rows = length - cut });
        return LayOut(one, first, middle) && LayOut(other, middle, end);
    }

    private void Fill(Rectangle place, int index)
    {
        var field = _fields[index];
        for (var i = 0; i < place.Area; i++)
        {
            var pixel = (place.Row + i / place.Columns) * _width + place.Column + i % place.Columns;
            FieldOf[pixel] = index;
            Labels[pixel] = i < field.Labelled ? field.Material + 1 : 0;
        }
    }

    private double Sum(int first, int end, Func<Field, double> value) => _fields[first..end].Sum(value);

    private static int Ceiling(double pixels, int across) => (int)Math.Ceiling(pixels / across);
}
