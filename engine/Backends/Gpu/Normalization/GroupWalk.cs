namespace NeuralCore.Backends.Gpu;

/// <summary>A thread's way through the elements (a, b) of one g of x [A, G, B], from one to the next without a division.</summary>
internal struct GroupWalk
{
    private readonly int _b, _stepA, _stepB, _jump, _wrap;

    public GroupWalk(int a, int b, int g, int extentG, int extentB, int stepA, int stepB, int left)
    {
        (A, B, Left, _b, _stepA, _stepB) = (a, b, left, extentB, stepA, stepB);
        Offset = (a * extentG + g) * extentB + b;
        _jump = stepA * extentG * extentB + stepB;
        _wrap = (extentG - 1) * extentB;
    }

    /// <summary>The outer index.</summary>
    public int A { get; private set; }

    /// <summary>The inner index.</summary>
    public int B { get; private set; }

    /// <summary>The element's place in x.</summary>
    public int Offset { get; private set; }

    /// <summary>How many elements are left, this one included; none if not positive.</summary>
    public int Left { get; private set; }

    /// <summary>This element's place in x; goes to the next one.</summary>
    public int Take()
    {
        var offset = Offset;
        Next();
        return offset;
    }

    /// <summary>Goes to the next element.</summary>
    public void Next()
    {
        Left--;
        A += _stepA;
        B += _stepB;
        Offset += _jump;
        if (B < _b) return;
        B -= _b;
        A++;
        Offset += _wrap;
    }
}
