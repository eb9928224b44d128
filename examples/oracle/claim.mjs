export const answerStep = () => null, answerLife = () => null, answerDeadlines = () => null
