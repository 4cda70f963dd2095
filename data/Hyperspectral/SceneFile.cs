namespace NeuralCore.Data;

/// <summary>Loads scenes from MATLAB files (4, 5, 7.3) and ENVI images, cube and labels from one file or two.</summary>
public static class SceneFile
{
    /// <summary>Loads a cube and its labels.</summary>
    /// <param name="cubePath">A MAT file, or an ENVI image or its header.</param>
    /// <param name="labelsPath">The same of the labels; null when the cube's MAT file holds them too.</param>
    /// <param name="cubeVariable">The cube's variable in a MAT file; null takes the largest three-dimensional one.</param>
    /// <param name="labelsVariable">The labels' variable; null takes the only matrix of the cube's height and width.</param>
    /// <exception cref="DataException">A file is absent, damaged or of another kind, a variable is missing, or the sizes differ.</exception>
    public static HyperspectralScene Load(string cubePath, string? labelsPath = null, string? cubeVariable = null, string? labelsVariable = null)
    {
        var (shape, cube, ownFile) = LoadCube(cubePath, cubeVariable);
        if (labelsPath is null && ownFile is null)
            throw new DataException($"{cubePath} is an ENVI image, which holds no labels; name the file that does");
        var labelsFile = labelsPath is null || labelsPath == cubePath ? ownFile : null;
        var (labelsShape, labels, names) = LoadLabels(labelsPath ?? cubePath, labelsFile, labelsVariable, shape);
        return new HyperspectralScene(cubePath, shape, cube, labelsShape, labels, names);
    }

    private static (Shape Shape, float[] Cube, MatFile? File) LoadCube(string path, string? variableName)
    {
        if (EnviFile.Recognises(path))
        {
            var image = EnviFile.Read(path);
            return (image.Shape, image.To<float>(), null);
        }
        var file = MatFile.Read(path);
        var variable = variableName is null ? file.FindCube() : file[variableName];
        var cube = variable.To<float>();
        if (variable.Shape.Rank != 3)
            throw new DataException($"{path}: variable {variable} is no cube; expected three dimensions, height × width × bands");
        return (variable.Shape, cube, file);
    }

    private static (Shape Shape, int[] Labels, IReadOnlyList<string>? Names) LoadLabels(string path, MatFile? file, string? variableName, Shape cube)
    {
        if (file is null && EnviFile.Recognises(path))
        {
            var image = EnviFile.Read(path);
            if (image.Shape[2] != 1) throw new DataException($"{path} has {image.Shape[2]} bands; expected labels, a single one");
            return (image.Shape[..2], WholeNumbers(image.To<double>(), path), image.ClassNames);
        }
        file ??= MatFile.Read(path);
        var variable = variableName is null ? file.FindLabels(cube[0], cube[1]) : file[variableName];
        return (variable.Shape, WholeNumbers(variable.To<double>(), $"{path}: variable {variable.Name}"), null);
    }

    private static int[] WholeNumbers(double[] values, string what)
    {
        var labels = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            labels[i] = (int)values[i];
            if (labels[i] != values[i]) throw new DataException($"{what} holds {values[i]}, which is no label; expected whole numbers");
        }
        return labels;
    }
}
