namespace NeuralCore.Backends.Gpu;

/// <summary>A number written in the digits n, d, h, w, so that counting on needs no division: images and positions, or channels and taps.</summary>
internal struct Odometer(int n, int d, int h, int w)
{
    /// <summary>The digits; only the first has no bound.</summary>
    public int N = n, D = d, H = h, W = w;

    /// <summary>The digits of a number, the last three below the extents.</summary>
    public static Odometer At(int number, int extentD, int extentH, int extentW)
    {
        int rows = number / extentW, planes = rows / extentH, n = planes / extentD;
        return new(n, planes - n * extentD, rows - planes * extentH, number - rows * extentW);
    }

    /// <summary>Adds a number in digits to the same extents, with carries.</summary>
    public void Add(in Odometer step, int extentD, int extentH, int extentW)
    {
        W += step.W;
        H += step.H;
        N += step.N;
        if (W >= extentW)
        {
            W -= extentW;
            H++;
        }
        if (extentD == 1)
        {
            if (H < extentH) return;
            H -= extentH;
            N++;
            return;
        }
        D += step.D;
        if (H >= extentH)
        {
            H -= extentH;
            D++;
        }
        if (D < extentD) return;
        D -= extentD;
        N++;
    }
}
